import type { ConversationSettings } from '../../host/messages.ts';

/** The longest answer of a conversation that is to be sparing: 40 s of speech, at 50 ms a token. */
export const SPARING_OUTPUT_TOKENS = 800;

const BE_BRIEF = 'Little is left of what this conversation may cost: answer in one or two short sentences.';

/** Models that have a cheaper one of their kind. */
const CHEAPER: ReadonlyMap<string, string> = new Map([
  ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini'],
  ['gpt-realtime-2', 'gpt-realtime-2.1-mini'],
  ['gpt-realtime-1.5', 'gpt-realtime-2.1-mini'],
]);

/** What the operator has decided of it: a model's name; `none`, for no other than before; nothing, for the cheaper one of its kind. */
export type SparingModel = string | undefined;

/**
 * The same settings, for a conversation that has come near a limit: brief, only for those who mean the bot, and with a cheaper
 * model, where there is one.
 */
export function sparingSettings(
  settings: ConversationSettings,
  sparingModel: SparingModel,
): ConversationSettings {
  const { model, turns } = settings;
  // What is meant for the bot is found in the transcript. The button is sparing enough.
  const addressable = model.transcriptionModel !== undefined && turns.answerMode !== 'push';
  return {
    ...settings,
    turns: addressable ? { ...turns, answerMode: 'addressed' } : turns,
    model: {
      ...model,
      model: cheaperThan(model.model, sparingModel),
      instructions: `${model.instructions}\n\n${BE_BRIEF}`.trim(),
      maxOutputTokens: Math.min(model.maxOutputTokens ?? SPARING_OUTPUT_TOKENS, SPARING_OUTPUT_TOKENS),
    },
  };
}

function cheaperThan(model: string, sparingModel: SparingModel): string {
  if (sparingModel === 'none') return model;
  return sparingModel ?? CHEAPER.get(model) ?? model;
}
