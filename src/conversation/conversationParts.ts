import type { FrameDecoder } from '../audio/speakerTrack.ts';
import { DEFAULT_UPLINK_TIMING, type UplinkTiming } from '../audio/uplinkMixer.ts';
import type { Clock } from '../clock.ts';
import type { ConversationSettings, Person, ToGatewayHalf } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import type { ModelSettings } from '../realtime/modelSettings.ts';
import type { Rest } from '../realtime/rest.ts';
import type { RealtimePort, SessionEvent } from '../realtime/sessionEvents.ts';
import type { LocalTurnOptions } from '../turn/localTurnEvents.ts';
import { NOTES_EXPLAINED } from '../turn/roomNotes.ts';
import { DEFAULT_THINKING, type TurnOptions } from '../turn/turnEvents.ts';
import type { VoiceEvent, VoicePort } from '../voice/voiceEvents.ts';
import type { SpeechJudge } from './speakerLine.ts';

/** The model's edge, and what it has counted. */
export interface CountingRealtimePort extends RealtimePort {
  /** The one that is heard now: after a change it takes a moment until another one is. */
  readonly model: string;
  readonly counters: Readonly<Record<string, number>>;
}

/** What a conversation is joined from. The makers get the listener that hears the part's events. */
export interface ConversationParts {
  conversationId: string;
  settings: ConversationSettings;
  clock: Clock;
  log: Logger;
  /** `rest`: does the conversation need the present session just now? */
  makeRealtime: (onEvent: (event: SessionEvent) => void, rest: () => Rest) => CountingRealtimePort;
  makeVoice: (
    onEvent: (event: VoiceEvent) => void,
    sendToGateway: (payload: unknown) => boolean,
  ) => VoicePort;
  makeDecoder: () => FrameDecoder;
  makeJudge: () => SpeechJudge;
  /** The time of day, in ms since 1970. Default `Date.now`. */
  epochMs?: () => number;
  /** Who is in the channel at the beginning. */
  people: readonly Person[];
  /** What was said before, oldest first: the model is to know. */
  history?: readonly HistoryEntry[];
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

/** A voice for less than this is noise; the detector's own hold-over of 100 ms is part of it. */
const MIN_TURN_MS = 200;
/** A transcript of one short word is there by then, or comes too late to be worth the wait. */
const PROBE_MS = 900;

export function localTurnOptions({ model, turnMode, turns }: ConversationSettings): LocalTurnOptions {
  return {
    mode: turnMode,
    speculate: turns.speculate,
    confirmMs: turns.confirmMs,
    minTurnMs: MIN_TURN_MS,
    pauseAfterMs: turns.pauseAfterMs,
    interruptAfterMs: turns.interruptAfterMs,
    probeMs: model.transcriptionModel === undefined ? 0 : PROBE_MS,
    ...DEFAULT_THINKING,
  };
}

/** The model's settings for this conversation: where it is told who speaks, it is told what that means. */
export function modelSettings({ model }: ConversationSettings): ModelSettings {
  if (model.turnDetection !== undefined) return model;
  return { ...model, instructions: `${model.instructions}\n\n${NOTES_EXPLAINED}`.trim() };
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
