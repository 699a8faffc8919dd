import type { Use } from '../host/messages.ts';
import type { ModelSettings } from '../realtime/modelSettings.ts';
import type { BilledUse } from '../realtime/sessionEvents.ts';
import type { TurnTaking } from './turnTaking.ts';

/** Under this name is billed what a server wrote down that was not asked to. */
const UNNAMED_MODEL = 'unknown';

/** A bill with the model's name, and with those whom it is for. */
export function useOf(
  billed: BilledUse,
  { transcriptionModel }: Pick<ModelSettings, 'transcriptionModel'>,
  turns: Pick<TurnTaking, 'authorsOf' | 'speakerOf'>,
): Use {
  if (billed.kind === 'response') {
    const { kind, model, usage, aside } = billed;
    return { model, kind, usage, durationMs: 0, userIds: aside ? [] : turns.authorsOf(billed) };
  }
  const { kind, usage, durationMs, itemId } = billed;
  const speaker = turns.speakerOf(itemId);
  const userIds = speaker === undefined ? [] : [speaker.userId];
  return { model: transcriptionModel ?? UNNAMED_MODEL, kind, usage, durationMs, userIds };
}
