import { z } from 'zod';
import type { ConsentBook } from '../../store/consentBook.ts';
import type { SpokenToday } from '../spokenToday.ts';
import { defineTool, type Tool } from '../toolContract.ts';

const MAX_WORDS = 100;
const MAX_FOUND = 20;

/** Searches what was said in the server today, but for the words of those who do not want to be heard any more. */
export function searchSpoken(spoken: SpokenToday, consents: Pick<ConsentBook, 'decisions'>): Tool {
  return defineTool({
    name: 'search_spoken',
    description:
      'Searches what was said in the conversations of this server within the last day, by words or by who said it. ' +
      'Use it when somebody asks what was said earlier.',
    arguments: z.object({
      words: z.string().trim().min(1).max(MAX_WORDS).describe('a few words that must all be in it'),
    }),
    privateArguments: true,
    run: async ({ words }, { guildId, now }) => {
      const lines = spoken.find(guildId, words, now().getTime());
      const speakerIds = new Set(lines.flatMap(({ userId }) => userId ?? []));
      const decisions = await consents.decisions(guildId, [...speakerIds]);
      const allowed = lines.filter(({ userId }) => decisions.get(userId ?? '') !== 'refused');
      return {
        found: allowed.slice(-MAX_FOUND).map(({ name, text, atMs }) => ({
          at: new Date(atMs).toISOString(),
          who: name === '' ? 'somebody' : name,
          said: text,
        })),
      };
    },
  });
}
