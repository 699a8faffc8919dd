/** Opcodes of the voice gateway v8, JSON and binary ones alike. */
export const VoiceOp = {
  identify: 0,
  selectProtocol: 1,
  ready: 2,
  heartbeat: 3,
  sessionDescription: 4,
  speaking: 5,
  heartbeatAck: 6,
  resume: 7,
  hello: 8,
  resumed: 9,
  clientsConnect: 11,
  clientDisconnect: 13,
  prepareTransition: 21,
  executeTransition: 22,
  transitionReady: 23,
  prepareEpoch: 24,
  externalSender: 25,
  keyPackage: 26,
  proposals: 27,
  commitWelcome: 28,
  announceCommit: 29,
  welcome: 30,
  invalidCommitWelcome: 31,
} as const;

/** Close codes of the voice gateway that the local Discord uses of its own accord. */
export const VoiceClose = {
  unknownOpcode: 4001,
  failedToDecode: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  sessionInvalid: 4006,
  sessionTimeout: 4009,
  unknownProtocol: 4012,
  disconnected: 4014,
  serverCrashed: 4015,
  unknownEncryptionMode: 4016,
  daveRequired: 4017,
} as const;

/** The DAVE protocol version this server speaks. */
export const DAVE_PROTOCOL_VERSION = 1;

/** Lowest close code that is Discord's own; those below belong to the WebSocket protocol. */
const FIRST_DISCORD_CLOSE_CODE = 4000;

/** After this close code, may the client come back with Resume? */
export function isResumable(closeCode: number): boolean {
  return closeCode === VoiceClose.serverCrashed || closeCode < FIRST_DISCORD_CLOSE_CODE;
}
