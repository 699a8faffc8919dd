import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { TextInputStyle } from 'discord.js';
import {
  MAX_INSTRUCTIONS_CHARACTERS,
  MAX_OWN_PERSONAS,
  MAX_PERSONA_NAME_CHARACTERS,
  type OwnPersona,
  ownPersonaSchema,
  type ServerChoices,
} from '../../store/serverSettings.ts';
import type { SettingsChange } from '../../store/settingsBook.ts';
import type { CommandCall, Completion, ComponentUse } from '../commandContract.ts';
import { mayUse } from '../mayUse.ts';
import { textView } from '../messageView.ts';
import { safeName } from '../safeName.ts';
import { undoneSentence } from './changeSettings.ts';
import {
  PERSONA_IDS,
  type PersonaChoice,
  personaChoices,
  personaDoneView,
  personaListView,
} from './personaView.ts';

const TEXT_INPUT = 'instructions';
/** Discord shows so many. */
const MAX_SUGGESTIONS = 25;

/** Shows the personas of the server. */
export async function listPersonas({ interaction, bot, words, reply }: CommandCall): Promise<void> {
  await reply.tell(personaListView(await bot.settings.settingsOf(interaction.guildId), words));
}

/** What fits what was typed so far; a server's own only where the shipped ones cannot be meant. */
export async function suggestPersonas({ interaction, words, bot }: Completion) {
  const settings = await bot.settings.settingsOf(interaction.guildId);
  const ownOnly = interaction.options.getSubcommand() !== 'use';
  const typed = interaction.options.getFocused().toLowerCase();
  return personaChoices(settings, words)
    .filter(({ name, own }) => (own || !ownOnly) && name.toLowerCase().includes(typed))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ id, name }) => ({ name, value: id }));
}

/** Makes the bot this persona. */
export async function usePersona(call: CommandCall, wished: string): Promise<void> {
  const found = await find(call, wished);
  if (found === undefined) return call.reply.tell(call.words('persona.unknown'));
  await apply(call, found.shown, 'persona.now', () => ({ personaId: found.id }));
}

/** Asks for the text of a new persona, or of one of the server's own. */
export async function askForPersona(
  call: CommandCall,
  about: { name: string } | { persona: string },
): Promise<void> {
  const { interaction, reply, words, bot } = call;
  const { ownPersonas } = await bot.settings.settingsOf(interaction.guildId);
  if ('name' in about) {
    const taken = ownPersonas.some(({ name }) => same(name, about.name));
    if (taken) return reply.tell(words('persona.nameTaken'));
    if (ownPersonas.length >= MAX_OWN_PERSONAS)
      return reply.tell(words('persona.tooMany', { most: MAX_OWN_PERSONAS }));
    return form(call, `${PERSONA_IDS.add}:${about.name}`, about.name, '');
  }
  const own = ownPersonas.find(({ id, name }) => id === about.persona || same(name, about.persona));
  if (own === undefined) return reply.tell(words('persona.unknown'));
  return form(call, `${PERSONA_IDS.edit}:${own.id}`, own.name, own.instructions);
}

/** The form of a new persona was sent. */
export async function addPersona(use: ComponentUse): Promise<void> {
  const made = ownPersonaSchema.safeParse({
    id: randomUUID(),
    name: use.argument,
    instructions: use.fields[TEXT_INPUT],
  });
  if (!made.success) return use.reply.tell(use.words('persona.unknown'));
  await apply(use, safeName(made.data.name), 'persona.added', ({ ownPersonas = [] }) => ({
    ownPersonas: [...ownPersonas, made.data].slice(0, MAX_OWN_PERSONAS),
  }));
}

/** The form of one that is there was sent. */
export async function editPersona(use: ComponentUse): Promise<void> {
  const { interaction, bot, argument, fields } = use;
  const { ownPersonas } = await bot.settings.settingsOf(interaction.guildId);
  const before = ownPersonas.find(({ id }) => id === argument);
  const edited = ownPersonaSchema.safeParse({ ...before, instructions: fields[TEXT_INPUT] });
  if (!edited.success) return use.reply.tell(use.words('persona.unknown'));
  const replaced = (persona: OwnPersona) => (persona.id === argument ? edited.data : persona);
  await apply(use, safeName(edited.data.name), 'persona.edited', (now) => ({
    ownPersonas: now.ownPersonas?.map(replaced),
  }));
}

/** Deletes one of the server's own; where the bot is it, it is again what it was before any choice. */
export async function deletePersona(call: CommandCall, wished: string): Promise<void> {
  const found = await find(call, wished);
  if (found?.own !== true) return call.reply.tell(call.words('persona.unknown'));
  await apply(call, found.shown, 'persona.deleted', ({ ownPersonas = [], personaId }) => ({
    ownPersonas: ownPersonas.filter(({ id }) => id !== found.id),
    personaId: personaId === found.id ? undefined : personaId,
  }));
}

/** Takes the newest change back if it was one of personas: whoever may do this may perhaps not change anything else. */
export async function undoPersona(use: ComponentUse): Promise<void> {
  const { interaction, bot, words, reply } = use;
  if (!(await mayUse(use, 'persona'))) return reply.tell(words('settings.notAllowed'));
  const undone = await bot.settings.undo(interaction.guildId, onlyPersonas);
  if (undone === undefined) return reply.tell(words('persona.notUndone'));
  await reply.update(textView(undoneSentence(use, undone)));
}

function onlyPersonas({ before, after }: SettingsChange): boolean {
  const rest = ({ personaId: _, ownPersonas: __, ...others }: ServerChoices) => others;
  return isDeepStrictEqual(rest(before), rest(after));
}

async function find(
  { interaction, bot, words }: CommandCall,
  wished: string,
): Promise<PersonaChoice | undefined> {
  const choices = personaChoices(await bot.settings.settingsOf(interaction.guildId), words);
  return choices.find(({ id }) => id === wished) ?? choices.find(({ name }) => same(name, wished));
}

async function apply(
  deed: CommandCall | ComponentUse,
  persona: string,
  told: 'persona.now' | 'persona.added' | 'persona.edited' | 'persona.deleted',
  change: (now: ServerChoices) => ServerChoices,
): Promise<void> {
  const { interaction, bot, words, reply } = deed;
  if (!(await mayUse(deed, 'persona'))) return reply.tell(words('settings.notAllowed'));
  await bot.settings.change(interaction.guildId, interaction.user.id, change);
  await reply.tell(personaDoneView(words(told, { persona }), words));
}

async function form(
  { reply, words }: CommandCall,
  customId: string,
  name: string,
  value: string,
): Promise<void> {
  await reply.ask({
    customId,
    title: name.slice(0, MAX_PERSONA_NAME_CHARACTERS),
    inputs: [
      {
        customId: TEXT_INPUT,
        label: words('persona.formLabel'),
        style: TextInputStyle.Paragraph,
        value,
        maxLength: MAX_INSTRUCTIONS_CHARACTERS,
      },
    ],
  });
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
