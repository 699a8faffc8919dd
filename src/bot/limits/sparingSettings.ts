import type { ConversationSettings } from '../../host/messages.ts';

/** The longest answer of a conversation that is to be sparing: 40 s of speech, at 50 ms a token. */
export const SPARING_OUTPUT_TOKENS = 800;

const BE_BRIEF = 'Little is left of what this conversation may cost: answer in one or two short sentences.';

/** The same settings, for a conversation that has come near a limit: brief, and only for those who mean the bot. */
export function sparingSettings(settings: ConversationSettings): ConversationSettings {
  const { model, turns } = settings;
  // What is meant for the bot is found in the transcript. The button is sparing enough.
  const addressable = model.transcriptionModel !== undefined && turns.answerMode !== 'push';
  return {
    ...settings,
    turns: addressable ? { ...turns, answerMode: 'addressed' } : turns,
    model: {
      ...model,
      instructions: `${model.instructions}\n\n${BE_BRIEF}`.trim(),
      maxOutputTokens: Math.min(model.maxOutputTokens ?? SPARING_OUTPUT_TOKENS, SPARING_OUTPUT_TOKENS),
    },
  };
}
