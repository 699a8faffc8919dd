import type { Endings } from '../config/endingsConfig.ts';
import type { Config } from '../config.ts';
import type { ConversationSettings } from '../host/messages.ts';
import type {
  ModelSettings,
  RemoteMcpServer,
  ToolDefinition,
  TurnDetection,
} from '../realtime/modelSettings.ts';
import type { ServerSettings } from '../store/serverSettings.ts';
import { DATA_NOTE } from '../tools/toolOutput.ts';
import { SHIPPED_PERSONAS } from './shippedPersonas.ts';
import { languageName } from './spokenLanguages.ts';

/** What a conversation is made of, beside what the server has chosen. */
export interface ConversationPlace {
  guildId: string;
  channelId: string;
  botUserId: string;
  /** The functions that are switched on there. */
  tools: ToolDefinition[];
  /** What the model's own server talks with. */
  remoteMcp: RemoteMcpServer[];
}

type Defaults = Pick<Config, 'model' | 'turnMode' | 'turns'>;

/** What the model's VAD is told where a server chose it and the environment says nothing of it. */
const SERVER_VAD = {
  kind: 'server',
  threshold: 0.5,
  prefixPaddingMs: 300,
  silenceDurationMs: 500,
  createResponse: true,
  interruptResponse: true,
} as const satisfies TurnDetection;

const SEMANTIC_VAD = {
  kind: 'semantic',
  eagerness: 'auto',
  createResponse: true,
  interruptResponse: true,
} as const satisfies TurnDetection;

/** How a conversation runs: as the environment says, and over that what the server has chosen. */
export function conversationSettings(
  defaults: Defaults,
  settings: ServerSettings,
  { tools, remoteMcp, ...place }: ConversationPlace,
): ConversationSettings {
  const chosen = chosenSettings(defaults, settings);
  return { ...place, ...chosen, model: { ...chosen.model, tools, remoteMcp } };
}

/** The same without the place where it runs. */
export function chosenSettings({ model, turnMode, turns }: Defaults, settings: ServerSettings): Defaults {
  return {
    turnMode: settings.turnMode ?? turnMode,
    turns: {
      ...turns,
      answerMode: settings.answerMode ?? turns.answerMode,
      botNames: settings.botNames ?? turns.botNames,
    },
    model: {
      ...model,
      model: settings.model ?? model.model,
      voice: settings.voice ?? model.voice,
      speed: settings.speed ?? model.speed,
      turnDetection: turnDetection(model, settings),
      instructions: instructions(model, settings),
    },
  };
}

function turnDetection(
  { turnDetection }: Pick<ModelSettings, 'turnDetection'>,
  { endpointing }: ServerSettings,
): TurnDetection | undefined {
  if (endpointing === undefined || endpointing === turnDetection?.kind) return turnDetection;
  if (endpointing === 'speculative') return undefined;
  return endpointing === 'server' ? SERVER_VAD : SEMANTIC_VAD;
}

function instructions(model: Pick<ModelSettings, 'instructions'>, settings: ServerSettings): string {
  const { personaId, ownPersonas, botNames, language } = settings;
  const persona = [...ownPersonas, ...SHIPPED_PERSONAS].find(({ id }) => id === personaId);
  const [name] = botNames ?? [];
  return [
    persona?.instructions ?? model.instructions,
    ...(name === undefined ? [] : [`Your name here is ${name}.`]),
    ...(language === undefined
      ? []
      : [`Always speak ${languageName(language, 'en')}, unless somebody asks you for another language.`]),
    DATA_NOTE,
  ].join('\n\n');
}

const MS_PER_MINUTE = 60_000;

/** When a conversation that nobody uses ends. */
export function endingLimits(endings: Endings, { aloneMinutes, silentMinutes }: ServerSettings): Endings {
  return {
    aloneMs: aloneMinutes === undefined ? endings.aloneMs : aloneMinutes * MS_PER_MINUTE,
    silentMs: silentMinutes === undefined ? endings.silentMs : silentMinutes * MS_PER_MINUTE,
  };
}
