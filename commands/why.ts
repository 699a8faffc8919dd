import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import type { ConversationSnapshot, ShownDecision } from '../src/bot/conversationSnapshot.ts';
import { localised } from '../src/bot/localised.ts';
import { safeName } from '../src/bot/safeName.ts';
import { spokenDuration } from '../src/bot/spokenDuration.ts';
import type { Words } from '../src/words/words.ts';

/** Names of one turn. */
const MAX_NAMES = 2;

/** Discord takes 4,096 characters in an embed's description. */
const MAX_DESCRIPTION = 4_000;

const LINES = { yes: 'why.lineYes', no: 'why.lineNo', wait: 'why.lineWait' } as const;

/** Tells whoever asks why the last turns were answered, or were not. What was said is not shown. */
export default {
  data: localised(new SlashCommandBuilder(), 'why.name', 'why.description')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  run: ({ interaction, reply, words, bot }) => {
    const snapshot = bot.directory.ofGuild(interaction.guildId)?.snapshot();
    if (snapshot === undefined) return reply.tell(words('status.none'));
    const embed = { title: words('why.title'), description: description(snapshot, words) };
    return reply.tell({ embeds: [embed], components: [] });
  },
} satisfies Command;

function description({ running, decisions }: ConversationSnapshot, words: Words): string {
  if (!running.decidesTurns) return words('why.modelDecides');
  if (decisions.length === 0) return words('why.nothingYet');
  let text = '';
  for (const decision of decisions) {
    const more = `${line(decision, words)}\n`;
    if (text.length + more.length > MAX_DESCRIPTION) break;
    text += more;
  }
  return text;
}

function line({ agoMs, names, decision, reason }: ShownDecision, words: Words): string {
  const shown = names.slice(-MAX_NAMES).map(safeName).join(', ');
  return words(LINES[decision], {
    when: words('why.ago', { duration: spokenDuration(agoMs) }),
    names: shown === '' ? words('bot.somebody') : shown,
    reason: words(`why.${reason}Reason`),
  });
}
