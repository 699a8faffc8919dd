import type { FrameDecoder } from '../audio/speakerTrack.ts';
import { DEFAULT_UPLINK_TIMING, type UplinkTiming } from '../audio/uplinkMixer.ts';
import type { Clock } from '../clock.ts';
import type { ConversationSettings, ToGatewayHalf } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { RealtimePort, SessionEvent } from '../realtime/sessionEvents.ts';
import { DEFAULT_THINKING, type TurnOptions } from '../turn/turnMachine.ts';
import type { VoiceEvent, VoicePort } from '../voice/voiceEvents.ts';

/** The model's edge, and what it has counted. */
export interface CountingRealtimePort extends RealtimePort {
  readonly counters: Readonly<Record<string, number>>;
}

/** What a conversation is joined from. The makers get the listener that hears the part's events. */
export interface ConversationParts {
  conversationId: string;
  settings: ConversationSettings;
  clock: Clock;
  log: Logger;
  makeRealtime: (onEvent: (event: SessionEvent) => void) => CountingRealtimePort;
  makeVoice: (
    onEvent: (event: VoiceEvent) => void,
    sendToGateway: (payload: unknown) => boolean,
  ) => VoicePort;
  makeDecoder: () => FrameDecoder;
  emit: (message: ToGatewayHalf) => void;
}

/** The model's VAD needs this much silence beyond its own measure, for the way there. */
const TRAILING_MARGIN_MS = 1000;

/** The silence behind speech must outlast the model's own measure of it. */
export function uplinkTiming({ model }: ConversationSettings): UplinkTiming {
  const silenceMs = model.turnDetection?.kind === 'server' ? model.turnDetection.silenceDurationMs : 0;
  return {
    ...DEFAULT_UPLINK_TIMING,
    trailingSilenceMs: Math.max(DEFAULT_UPLINK_TIMING.trailingSilenceMs, silenceMs + TRAILING_MARGIN_MS),
  };
}

export function turnOptions({ model, turnMode }: ConversationSettings): TurnOptions {
  const detection = model.turnDetection;
  return {
    mode: turnMode,
    requestOnCommit: detection !== undefined && !detection.createResponse,
    modelInterrupts: detection?.interruptResponse ?? false,
    ...DEFAULT_THINKING,
  };
}
