/** What the hardened voice edge drops, repairs or refuses; each is counted per link under its name. */
export type FaultName =
  | 'shortDatagram'
  | 'foreignDatagram'
  | 'badAuthTag'
  | 'malformedRtp'
  | 'paddingOnly'
  | 'notOpus'
  | 'ciphertextBeforeGroup'
  | 'undecryptable'
  | 'earlyAudioHeld'
  | 'notAllowed'
  | 'earlyAudioDropped'
  | 'shortBinaryFrame'
  | 'malformedVoiceMessage'
  | 'voiceMessageRefused'
  | 'daveMessageRefused'
  | 'daveRecovered'
  | 'udpSendFailed'
  | 'connectionError'
  | 'malformedGatewayPayload'
  | 'gatewayUnavailable'
  | 'reconnected'
  | 'deafRepaired'
  | 'muteRepaired'
  | 'pathRepaired'
  | 'playerReopened'
  | 'gatewayRenewed'
  | 'voiceWithheldUnencrypted'
  | 'sendFailed'
  | 'playerError'
  | 'sourceError'
  | 'ownerError';

/** A fault seen inside the library, sent up its own `error` events to the link, which counts it. Never thrown. */
export class VoiceFault extends Error {
  override readonly name = 'VoiceFault';
  readonly fault: FaultName;

  constructor(fault: FaultName, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.fault = fault;
  }
}
