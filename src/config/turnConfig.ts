import { ANSWER_MODES, type LocalTurnSettings } from '../turn/localTurnSettings.ts';
import type { EnvironmentReader } from './environmentReader.ts';
import { choice, decimal, flag, names, whole } from './schemas.ts';

const DEFAULTS = {
  speculate: true,
  confirmMs: 250,
  duckDb: -12,
  pauseAfterMs: 250,
  interruptAfterMs: 600,
  answerMode: 'auto',
  answerWindowMs: 12_000,
  botNames: ['Parley'],
} as const satisfies Omit<LocalTurnSettings, 'botNames'> & { botNames: readonly string[] };

/** Reads what is decided here about turns when `REALTIME_VAD=speculative`; what is wrong is noted at the reader. */
export function readTurnSettings(reader: EnvironmentReader): LocalTurnSettings {
  const pauseAfterMs = reader.value('TURN_PAUSE_AFTER_MS', whole(0, 5000), DEFAULTS.pauseAfterMs);
  const interruptAfterMs = reader.value('TURN_INTERRUPT_AFTER_MS', whole(0, 5000), DEFAULTS.interruptAfterMs);
  // The answer would be cut before it is ever paused: whoever sets that means something else.
  if (interruptAfterMs < pauseAfterMs) {
    reader.problem('TURN_INTERRUPT_AFTER_MS', 'is less than TURN_PAUSE_AFTER_MS');
  }
  return {
    speculate: reader.value('TURN_SPECULATION', flag, DEFAULTS.speculate),
    confirmMs: reader.value('TURN_CONFIRM_MS', whole(0, 2000), DEFAULTS.confirmMs),
    duckDb: reader.value('TURN_DUCK_DB', decimal(-60, 0), DEFAULTS.duckDb),
    pauseAfterMs,
    interruptAfterMs,
    answerMode: reader.value('ANSWER_MODE', choice(ANSWER_MODES), DEFAULTS.answerMode),
    answerWindowMs: reader.value('ANSWER_WINDOW_MS', whole(0, 600_000), DEFAULTS.answerWindowMs),
    botNames: reader.value('BOT_NAMES', names, [...DEFAULTS.botNames]),
  };
}
