import { z } from 'zod';
import type { SettingsBook } from '../../store/settingsBook.ts';
import { onlyAsker, toolRefusal } from '../onlyAsker.ts';
import { defineTool, type Tool } from '../toolContract.ts';

/** The voices of the ga dialect's models (OpenAI's list). */
const VOICES = [
  ...['alloy', 'ash', 'ballad', 'coral', 'echo'],
  ...['sage', 'shimmer', 'verse', 'marin', 'cedar'],
] as const;

/** Takes a choice back. */
const DEFAULT = 'default';

const MAX_PERSONA_NAME = 60;

/** What the tool chooses from and with. */
export interface MannerParts {
  settings: SettingsBook;
  /** The ids of the personas that every server has. */
  personaIds: readonly string[];
}

/** Changes the voice or the persona, as the server's settings do: it can be undone there, and counts from now on. */
export function changeManner({ settings, personaIds }: MannerParts): Tool {
  return defineTool({
    name: 'change_manner',
    description:
      `Changes your voice or your persona in this server, for good. Personas: ${personaIds.join(', ')}, those the server has made, ` +
      `and ${DEFAULT}. Use it only when somebody asks for it.`,
    arguments: z
      .object({
        voice: z.enum([...VOICES, DEFAULT]).optional(),
        persona: z.string().trim().min(1).max(MAX_PERSONA_NAME).optional(),
      })
      .refine(({ voice, persona }) => voice !== undefined || persona !== undefined, {
        error: 'name a voice or a persona',
      }),
    mayUse: 'admins',
    callsPerMinute: 3,
    run: async ({ voice, persona }, context) => {
      const { guildId } = context;
      const { ownPersonas } = await settings.settingsOf(guildId);
      const personas = [...ownPersonas, ...personaIds.map((id) => ({ id, name: id }))];
      const wanted = persona === undefined ? undefined : personas.find((one) => isNamed(one, persona));
      if (persona !== undefined && persona !== DEFAULT && wanted === undefined) {
        throw toolRefusal(
          `There is no such persona. There are: ${personas.map(({ name }) => name).join(', ')}.`,
        );
      }
      await settings.change(guildId, onlyAsker(context), (now) => ({
        ...now,
        ...(voice === undefined ? {} : { voice: voice === DEFAULT ? undefined : voice }),
        ...(persona === undefined ? {} : { personaId: wanted?.id }),
      }));
      return { changed: { voice, persona: wanted?.name ?? persona } };
    },
  });
}

function isNamed({ id, name }: { id: string; name: string }, wanted: string): boolean {
  return [id, name].some((one) => one.toLowerCase() === wanted.toLowerCase());
}
