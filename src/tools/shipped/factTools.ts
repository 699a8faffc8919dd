import { z } from 'zod';
import type { Fact, FactStore } from '../../store/factStore.ts';
import { onlyAsker, toolRefusal } from '../onlyAsker.ts';
import { defineTool, type Tool } from '../toolContract.ts';
import { wordsMatch } from '../wordsMatch.ts';

const MAX_FACT = 300;
/** All of them may be told to the model at once. */
export const MAX_FACTS = 100;
const MAX_ABOUT = 100;

const about = z.string().trim().min(1).max(MAX_ABOUT);

/** Remember, recall and forget facts of a server. Stored; whoever had one remembered may have it forgotten. */
export function factTools(store: FactStore): Tool[] {
  const matching = async (guildId: string, words: string | undefined): Promise<Fact[]> => {
    const facts = await store.ofGuild(guildId);
    return words === undefined ? facts : facts.filter(({ text }) => wordsMatch(words, text));
  };
  return [
    defineTool({
      name: 'remember_fact',
      description:
        'Stores a fact for this server, also for later conversations. Use it only when somebody asks you to remember something.',
      arguments: z.object({ fact: z.string().trim().min(1).max(MAX_FACT).describe('one whole sentence') }),
      privateArguments: true,
      callsPerMinute: 6,
      run: async ({ fact }, context) => {
        const userId = onlyAsker(context);
        const { guildId } = context;
        const facts = await store.ofGuild(guildId);
        if (facts.some(({ text }) => text === fact)) return { remembered: true };
        if (facts.length >= MAX_FACTS)
          throw toolRefusal('I remember as much as I can here. Something must be forgotten first.');
        await store.add({ guildId, userId, text: fact, atMs: context.now().getTime() });
        return { remembered: true };
      },
    }),
    defineTool({
      name: 'recall_facts',
      description:
        'Tells what you were asked to remember in this server: all of it, or what has to do with some words.',
      arguments: z.object({ about: about.optional() }),
      privateArguments: true,
      run: async ({ about: words }, { guildId }) => ({
        facts: (await matching(guildId, words)).map(({ text }) => text),
      }),
    }),
    defineTool({
      name: 'forget_fact',
      description: 'Forgets something you were asked to remember in this server, named by some of its words.',
      arguments: z.object({ about }),
      privateArguments: true,
      callsPerMinute: 6,
      run: async ({ about: words }, context) => {
        const userId = onlyAsker(context);
        const found = await matching(context.guildId, words);
        const [fact, ...others] = found;
        if (fact === undefined) throw toolRefusal('I remember nothing like that.');
        if (others.length > 0) return { forgotten: false, which: found.map(({ text }) => text) };
        if (fact.userId !== userId && !context.mayAll('admins')) {
          throw toolRefusal(
            'Only whoever had me remember that, or who manages the server, can have it forgotten.',
          );
        }
        await store.remove(context.guildId, fact.id);
        return { forgotten: fact.text };
      },
    }),
  ];
}
