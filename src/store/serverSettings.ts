import { z } from 'zod';
import { ANSWER_MODES } from '../turn/localTurnSettings.ts';
import { TURN_MODES } from '../turn/turnSettings.ts';
import { spendingLimitSchema } from './spendingLimits.ts';

/** Who decides at which moment somebody has finished: Parley (`speculative`), or the model's VAD. */
export const ENDPOINTINGS = ['speculative', 'server', 'semantic'] as const;

/** What the model may be told to speak; without a choice it answers in the language it is spoken to. ISO 639-1. */
export const SPOKEN_LANGUAGES = [
  ...['en', 'de', 'es', 'fr', 'it', 'pt', 'nl', 'pl', 'cs', 'sv', 'da', 'no', 'fi'],
  ...['tr', 'uk', 'ru', 'el', 'ro', 'hu', 'ja', 'ko', 'zh', 'hi', 'ar'],
] as const;

/** How people agree to be heard: told when the bot joins, or asked one by one. */
export const CONSENT_MODES = ['notice', 'ask'] as const;

/** Discord offers 25 choices in one menu, and some are shipped. */
export const MAX_OWN_PERSONAS = 18;
/** Discord's limits of a modal's texts allow 4000; long instructions are paid for at every turn. */
export const MAX_INSTRUCTIONS_CHARACTERS = 4000;
export const MAX_PERSONA_NAME_CHARACTERS = 32;
export const MAX_BOT_NAMES = 10;
export const MAX_BOT_NAME_CHARACTERS = 32;
/** Discord lets a person pick so many roles or channels in one menu. */
export const MAX_ALLOWED = 25;
export const SPEED_RANGE = { least: 0.25, most: 1.5 } as const;
export const MINUTES_RANGE = { least: 0, most: 240 } as const;
export const MAX_KEEP_TRANSCRIPT_DAYS = 365;

const snowflake = z.string().regex(/^\d{1,20}$/);
const line = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\r\n]*$/);

/** A persona that a server made for itself. */
export const ownPersonaSchema = z.object({
  id: z.string().min(1).max(64),
  name: line.max(MAX_PERSONA_NAME_CHARACTERS),
  instructions: z.string().trim().min(1).max(MAX_INSTRUCTIONS_CHARACTERS),
});
export type OwnPersona = z.infer<typeof ownPersonaSchema>;

const minutes = z.number().int().min(MINUTES_RANGE.least).max(MINUTES_RANGE.most);

/** One bot name: what can be heard, so it has a letter or digit. */
export const botNameSchema = z
  .string()
  .trim()
  .max(MAX_BOT_NAME_CHARACTERS)
  .regex(/^[^\r\n,]*[\p{L}\p{N}][^\r\n,]*$/u);

const FIELDS = {
  /** A voice of the model. Without a choice, this and the next ones are what the environment says. */
  voice: line,
  /** 1 is the model's own. */
  speed: z.number().min(SPEED_RANGE.least).max(SPEED_RANGE.most),
  model: line,
  /** The id of a shipped or own persona. */
  personaId: line,
  turnMode: z.enum(TURN_MODES),
  endpointing: z.enum(ENDPOINTINGS),
  answerMode: z.enum(ANSWER_MODES),
  botNames: z.array(botNameSchema).min(1).max(MAX_BOT_NAMES),
  language: z.enum(SPOKEN_LANGUAGES),
  ownPersonas: z.array(ownPersonaSchema).max(MAX_OWN_PERSONAS),
  transcriptChannelId: snowflake,
  /** Empty: everybody may. */
  allowedRoleIds: z.array(snowflake).max(MAX_ALLOWED),
  /** Voice channels; empty: every one. */
  allowedChannelIds: z.array(snowflake).max(MAX_ALLOWED),
  /** The bot leaves when it was alone for so long; 0: never. */
  aloneMinutes: minutes,
  /** The bot leaves when nobody spoke for so long; 0: never. */
  silentMinutes: minutes,
  /** After a restart it goes back to where it was. */
  comeBack: z.boolean(),
  /** It tells in the channel's chat when it joins who hears what. */
  joinNotice: z.boolean(),
  consentMode: z.enum(CONSENT_MODES),
  /** What was said is stored for so many days; 0: not at all. */
  keepTranscriptDays: z.number().int().min(0).max(MAX_KEEP_TRANSCRIPT_DAYS),
  /** What may be spent; the limits that hold everywhere hold beside them. */
  conversationLimit: spendingLimitSchema,
  userDayLimit: spendingLimitSchema,
  serverDayLimit: spendingLimitSchema,
  serverMonthLimit: spendingLimitSchema,
};

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/**
 * What a server has chosen; what it has not is left out. A choice that is no longer valid (edited by hand, from another
 * version) counts as none and harms no other.
 */
export const serverChoicesSchema = z.object({
  voice: optional(FIELDS.voice),
  speed: optional(FIELDS.speed),
  model: optional(FIELDS.model),
  personaId: optional(FIELDS.personaId),
  turnMode: optional(FIELDS.turnMode),
  endpointing: optional(FIELDS.endpointing),
  answerMode: optional(FIELDS.answerMode),
  botNames: optional(FIELDS.botNames),
  language: optional(FIELDS.language),
  ownPersonas: optional(FIELDS.ownPersonas),
  transcriptChannelId: optional(FIELDS.transcriptChannelId),
  allowedRoleIds: optional(FIELDS.allowedRoleIds),
  allowedChannelIds: optional(FIELDS.allowedChannelIds),
  aloneMinutes: optional(FIELDS.aloneMinutes),
  silentMinutes: optional(FIELDS.silentMinutes),
  comeBack: optional(FIELDS.comeBack),
  joinNotice: optional(FIELDS.joinNotice),
  consentMode: optional(FIELDS.consentMode),
  keepTranscriptDays: optional(FIELDS.keepTranscriptDays),
  conversationLimit: optional(FIELDS.conversationLimit),
  userDayLimit: optional(FIELDS.userDayLimit),
  serverDayLimit: optional(FIELDS.serverDayLimit),
  serverMonthLimit: optional(FIELDS.serverMonthLimit),
});
export type ServerChoices = Partial<z.infer<typeof serverChoicesSchema>>;

/** What holds where a server has chosen nothing and the environment says nothing either. */
const DEFAULTS = {
  ownPersonas: [],
  allowedRoleIds: [],
  allowedChannelIds: [],
  comeBack: true,
  joinNotice: true,
  consentMode: 'notice',
  keepTranscriptDays: 0,
} as const satisfies ServerChoices;

/** A server's settings: its choices over the defaults. What is `undefined` is as the environment says. */
export type ServerSettings = ServerChoices & {
  [Key in keyof typeof DEFAULTS]-?: NonNullable<ServerChoices[Key]>;
};

/** The settings that these choices make. */
export function serverSettings(choices: ServerChoices): ServerSettings {
  const made = Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ownPersonas: [], allowedRoleIds: [], allowedChannelIds: [], ...made };
}
