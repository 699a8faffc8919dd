import { ButtonStyle, ComponentType } from 'discord.js';
import type { ServerSettings } from '../../store/serverSettings.ts';
import type { Words } from '../../words/words.ts';
import type { MessageView } from '../messageView.ts';
import { safeName } from '../safeName.ts';
import { SHIPPED_PERSONAS } from '../shippedPersonas.ts';

/** The forms in which a persona is written (of a new one with its name behind `:`, of one that is there with its id), and the way back. */
export const PERSONA_IDS = { add: 'persona-add', edit: 'persona-edit', undo: 'persona-undo' } as const;

/** A persona as a person chooses it. */
export interface PersonaChoice {
  id: string;
  /** Of a server's own: untrusted text. */
  name: string;
  /** As it may stand in a message. */
  shown: string;
  own: boolean;
}

/** Every persona of a server, the shipped ones first. */
export function personaChoices({ ownPersonas }: ServerSettings, words: Words): PersonaChoice[] {
  return [
    ...SHIPPED_PERSONAS.map(({ id }) => {
      const name = words(`persona.${id}`);
      return { id, name, shown: name, own: false };
    }),
    ...ownPersonas.map(({ id, name }) => ({ id, name, shown: safeName(name), own: true })),
  ];
}

/** The list of personas. */
export function personaListView(settings: ServerSettings, words: Words): MessageView {
  const lines = personaChoices(settings, words).map(
    ({ id, shown }) =>
      `- ${id === settings.personaId ? words('persona.current', { persona: `**${shown}**` }) : shown}`,
  );
  return { embeds: [{ title: words('persona.title'), description: lines.join('\n') }], components: [] };
}

/** What was done, and the way back. */
export function personaDoneView(content: string, words: Words): MessageView {
  const button = {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label: words('settings.undo'),
    custom_id: PERSONA_IDS.undo,
  } as const;
  return { content, embeds: [], components: [{ type: ComponentType.ActionRow, components: [button] }] };
}
