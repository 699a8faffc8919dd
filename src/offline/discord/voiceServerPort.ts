/** Who may connect to the voice server, and to what: made when the gateway sends VOICE_SERVER_UPDATE. */
export interface VoiceTicket {
  guildId: string;
  channelId: string;
  userId: string;
  /** The member's voice session id: for a bot, the id of its gateway session. */
  sessionId: string;
}

/** What the local Discord's gateway half asks of its voice server. */
export interface VoiceServerPort {
  /** `host:port` as VOICE_SERVER_UPDATE carries it; clients open `wss://ENDPOINT?v=8`. */
  readonly endpoint: string;
  /** Voice moves to another server: `endpoint` is another one from now on. Who is connected stays so until dismissed. */
  relocate(): void;
  /** The self-made certificate authority (PEM) that clients must trust. */
  readonly caPem: string;
  /** Lets one member in, and answers the token that its Identify must carry. A second call replaces the first. */
  admit(ticket: VoiceTicket): string;
  /** Ends the member's voice session in this guild, if there is one, with that voice close code (4014: kicked or moved). */
  dismiss(guildId: string, userId: string, closeCode: number): void;
  stop(): Promise<void>;
}
