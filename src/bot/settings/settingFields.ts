import type { Config } from '../../config.ts';
import {
  CONSENT_MODES,
  ENDPOINTINGS,
  type ServerChoices,
  type ServerSettings,
  SPOKEN_LANGUAGES,
} from '../../store/serverSettings.ts';
import { ANSWER_MODES } from '../../turn/localTurnSettings.ts';
import { TURN_MODES } from '../../turn/turnSettings.ts';
import type { Words } from '../../words/words.ts';
import { limitsOf } from '../limits/limitsOf.ts';
import { limitText } from '../limits/limitWords.ts';
import { safeName } from '../safeName.ts';
import { SHIPPED_PERSONAS } from '../shippedPersonas.ts';
import { languageName } from '../spokenLanguages.ts';

/** What the panel offers, in its order. */
export const SETTING_IDS = [
  ...['voice', 'speed', 'personaId', 'language', 'model', 'turnMode', 'endpointing', 'answerMode'],
  ...['botNames', 'allowedRoleIds', 'allowedChannelIds', 'aloneMinutes', 'silentMinutes'],
  ...['comeBack', 'consentMode', 'joinNotice', 'keepTranscriptDays', 'transcriptChannelId'],
  ...['conversationLimit', 'userDayLimit', 'serverDayLimit', 'serverMonthLimit'],
] as const satisfies readonly (keyof ServerChoices)[];
export type SettingId = (typeof SETTING_IDS)[number];

/** When a change takes effect: at once in a running conversation, with the next, or (`keep`) the one or the other. */
export type TakesEffect = 'live' | 'voice' | 'nextJoin' | 'always' | 'keep' | 'transcript';

/** What a value means to a person who may choose it. */
export interface SettingOption {
  value: string;
  label: string;
}

type Defaults = Pick<Config, 'model' | 'turnMode' | 'turns' | 'endings' | 'money'>;

/** OpenAI's voices and models (realtime-protocol.md, "Which dialect"); another server's are not known here. */
const OPENAI_VOICES = 'alloy ash ballad coral echo sage shimmer verse marin cedar'.split(' ');
const OPENAI_MODELS = ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini'];

const SPEEDS = [0.75, 0.9, 1, 1.1, 1.25, 1.5];
const MINUTES = [0, 1, 2, 5, 10, 15, 30, 60, 120, 240];
/** Days for which what was said may be kept; each is within `MAX_KEEP_TRANSCRIPT_DAYS`. */
export const KEEP_DAYS = [0, 1, 3, 7, 14, 30, 90, 365];
const MS_PER_MINUTE = 60_000;

const NUMERIC: readonly SettingId[] = ['speed', 'aloneMinutes', 'silentMinutes', 'keepTranscriptDays'];

/** When a change of each takes effect. */
export const TAKES_EFFECT: Record<SettingId, TakesEffect> = {
  voice: 'voice',
  speed: 'live',
  personaId: 'live',
  language: 'live',
  model: 'live',
  turnMode: 'live',
  endpointing: 'nextJoin',
  answerMode: 'live',
  botNames: 'nextJoin',
  allowedRoleIds: 'always',
  allowedChannelIds: 'always',
  aloneMinutes: 'nextJoin',
  silentMinutes: 'nextJoin',
  comeBack: 'always',
  consentMode: 'live',
  joinNotice: 'nextJoin',
  keepTranscriptDays: 'keep',
  transcriptChannelId: 'transcript',
  conversationLimit: 'live',
  userDayLimit: 'live',
  serverDayLimit: 'live',
  serverMonthLimit: 'live',
};

/** Says for one server what can be chosen, what is chosen, and what a choice changes. */
export class SettingFields {
  readonly #defaults: Defaults;
  readonly #settings: ServerSettings;
  readonly #words: Words;

  constructor(defaults: Defaults, settings: ServerSettings, words: Words) {
    this.#defaults = defaults;
    this.#settings = settings;
    this.#words = words;
  }

  /** Settings that there is something to choose for: with one model there is none. */
  get offered(): readonly SettingId[] {
    return SETTING_IDS.filter((id) => this.options(id)?.length !== 1 && !this.#isFixed(id));
  }

  /** What can be chosen; `undefined` where it is no list but names, roles or channels. */
  options(id: SettingId): SettingOption[] | undefined {
    const words = this.#words;
    const { model } = this.#defaults;
    const openAi = OPENAI_MODELS.includes(model.model);
    const plain = (values: readonly string[]) =>
      [...new Set(values)].map((value) => ({ value, label: value }));
    switch (id) {
      case 'voice':
        return plain([...(openAi ? OPENAI_VOICES : []), model.voice]);
      case 'model':
        return plain([model.model, ...(openAi ? OPENAI_MODELS : [])]);
      case 'speed':
        return SPEEDS.map((speed) => ({ value: String(speed), label: `${speed} ×` }));
      case 'personaId':
        return [
          ...SHIPPED_PERSONAS.map((persona) => ({
            value: persona.id,
            label: words(`persona.${persona.id}`),
          })),
          ...this.#settings.ownPersonas.map((persona) => ({ value: persona.id, label: persona.name })),
        ];
      case 'language':
        return SPOKEN_LANGUAGES.map((tag) => ({ value: tag, label: languageName(tag, words.language) }));
      case 'turnMode':
        return TURN_MODES.map((mode) => ({ value: mode, label: words(`settings.${mode}`) }));
      case 'endpointing':
        return ENDPOINTINGS.map((kind) => ({ value: kind, label: words(`settings.${kind}`) }));
      case 'answerMode':
        return ANSWER_MODES.map((mode) => ({ value: mode, label: words(`settings.${mode}`) }));
      case 'aloneMinutes':
      case 'silentMinutes':
        return MINUTES.map((count) => ({ value: String(count), label: this.#minutes(count) }));
      case 'consentMode':
        return CONSENT_MODES.map((mode) => ({ value: mode, label: words(`settings.${mode}Mode`) }));
      case 'keepTranscriptDays':
        return KEEP_DAYS.map((count) => ({ value: String(count), label: this.#days(count) }));
      case 'comeBack':
        return [
          { value: 'true', label: words('settings.comesBack') },
          { value: 'false', label: words('settings.staysAway') },
        ];
      case 'joinNotice':
        return [
          { value: 'true', label: words('settings.noticeShown') },
          { value: 'false', label: words('settings.noticeHidden') },
        ];
      default:
        return undefined;
    }
  }

  /** The value that holds, as a person reads it. */
  shown(id: SettingId): string {
    const { model, turnMode, turns, endings, money } = this.#defaults;
    const settings = this.#settings;
    const words = this.#words;
    switch (id) {
      case 'conversationLimit':
        return limitText(limitsOf(money, settings).conversation, words);
      case 'userDayLimit':
        return limitText(limitsOf(money, settings).userDay, words);
      case 'serverDayLimit':
        return limitText(limitsOf(money, settings).serverDay, words);
      case 'serverMonthLimit':
        return limitText(limitsOf(money, settings).serverMonth, words);
      case 'botNames':
        return (settings.botNames ?? turns.botNames).map(safeName).join(', ');
      case 'allowedRoleIds':
        return settings[id].map((roleId) => `<@&${roleId}>`).join(' ') || words('settings.everybody');
      case 'allowedChannelIds':
        return settings[id].map((channelId) => `<#${channelId}>`).join(' ') || words('settings.everywhere');
      case 'transcriptChannelId':
        return settings[id] === undefined ? words('settings.whereCalled') : `<#${settings[id]}>`;
      case 'personaId': {
        const own = settings.ownPersonas.find((persona) => persona.id === settings.personaId);
        const shipped = this.#label(id, settings.personaId ?? '') ?? words('settings.ownersPersona');
        return own === undefined ? shipped : safeName(own.name);
      }
      case 'language':
        return this.#label(id, settings.language ?? '') ?? words('settings.asSpokenTo');
      case 'endpointing':
        return this.#label(id, settings.endpointing ?? model.turnDetection?.kind ?? 'speculative') ?? '';
      case 'aloneMinutes':
        return this.#minutes(settings.aloneMinutes ?? endings.aloneMs / MS_PER_MINUTE);
      case 'silentMinutes':
        return this.#minutes(settings.silentMinutes ?? endings.silentMs / MS_PER_MINUTE);
      case 'keepTranscriptDays':
        return this.#days(settings[id]);
      case 'comeBack':
      case 'consentMode':
      case 'joinNotice':
        return this.#label(id, String(settings[id])) ?? '';
      default: {
        const value = settings[id] ?? { ...model, turnMode, answerMode: turns.answerMode }[id];
        return this.#label(id, String(value)) ?? String(value);
      }
    }
  }

  /** What choosing this changes; `undefined`: it cannot be chosen (any more). */
  change(id: SettingId, value: string): ServerChoices | undefined {
    if (!this.options(id)?.some((option) => option.value === value)) return undefined;
    if (id === 'joinNotice' || id === 'comeBack') return { [id]: value === 'true' };
    return { [id]: NUMERIC.includes(id) ? Number(value) : value };
  }

  /** Where people are asked, the notice is the question. */
  #isFixed(id: SettingId): boolean {
    return id === 'joinNotice' && this.#settings.consentMode === 'ask';
  }

  #label(id: SettingId, value: string): string | undefined {
    return this.options(id)?.find((option) => option.value === value)?.label;
  }

  #minutes(count: number): string {
    return count === 0 ? this.#words('settings.never') : this.#words('settings.minutes', { count });
  }

  #days(count: number): string {
    return count === 0 ? this.#words('settings.notKept') : this.#words('settings.days', { count });
  }
}
