import type { ConversationSettings } from '../host/messages.ts';
import type { AnswerMode } from '../turn/localTurnSettings.ts';
import type { TurnMode } from '../turn/turnSettings.ts';

/** How a conversation runs, as people are shown. */
export interface RunningSettings {
  /** The model that hears what is said. */
  model: string;
  voice: string;
  turnMode: TurnMode;
  answerMode: AnswerMode;
  speculate: boolean;
  /** The ends of turns, and whether to answer, are decided here: people can ask to be answered. */
  decidesTurns: boolean;
}

interface Settings extends Pick<ConversationSettings, 'turnMode' | 'turns'> {
  model: Pick<ConversationSettings['model'], 'model' | 'voice' | 'turnDetection'>;
}

/** What people are shown of these settings. */
export function runningSettings({ model, turnMode, turns }: Settings): RunningSettings {
  return {
    model: model.model,
    voice: model.voice,
    turnMode,
    answerMode: turns.answerMode,
    speculate: turns.speculate,
    decidesTurns: model.turnDetection === undefined,
  };
}

/**
 * The same after a change: another end of turns is for the next conversation; a voice that has spoken stays. Which model hears what is
 * said is reported by the conversation itself.
 */
export function changedWhileRunning(
  running: RunningSettings,
  changed: RunningSettings,
  hasSpoken: boolean,
): RunningSettings {
  const { turnMode, answerMode } = changed;
  return { ...running, turnMode, answerMode, voice: hasSpoken ? running.voice : changed.voice };
}
