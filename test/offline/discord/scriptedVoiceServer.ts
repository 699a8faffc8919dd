import type { VoiceServerPort, VoiceTicket } from '../../../src/offline/discord/voiceServerPort.ts';

/** A voice server that lets nobody connect, and remembers what it was asked. */
export class ScriptedVoiceServer implements VoiceServerPort {
  endpoint = '127.0.0.1:9';
  readonly caPem = '';
  readonly admitted: (VoiceTicket & { token: string })[] = [];
  readonly dismissed: { guildId: string; userId: string; closeCode: number }[] = [];
  stopped = false;

  relocate(): void {
    this.endpoint = '127.0.0.1:10';
  }

  admit(ticket: VoiceTicket): string {
    const token = `voice-token-${this.admitted.length}`;
    this.admitted.push({ ...ticket, token });
    return token;
  }

  dismiss(guildId: string, userId: string, closeCode: number): void {
    this.dismissed.push({ guildId, userId, closeCode });
  }

  async stop(): Promise<void> {
    this.stopped = true;
  }
}
