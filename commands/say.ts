import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { DEAR_COOLDOWN } from '../src/bot/cooldowns.ts';
import { localised } from '../src/bot/localised.ts';
import { conversationOfCaller } from '../src/bot/participation.ts';
import { safeText } from '../src/bot/transcript/safeText.ts';
import { splitText } from '../src/bot/transcript/splitText.ts';

/** About a minute of speech. */
const MAX_CHARACTERS = 1000;

/** So much of the text is shown in the reply. */
const MAX_SHOWN_CHARACTERS = 300;

/** Has the bot say a text in its voice, word for word. */
export default {
  data: localised(new SlashCommandBuilder(), 'say.name', 'say.description')
    .setContexts(InteractionContextType.Guild)
    .addStringOption((option) =>
      localised(option, 'say.textName', 'say.textDescription').setRequired(true).setMaxLength(MAX_CHARACTERS),
    )
    .toJSON(),

  cooldown: DEAR_COOLDOWN,

  run: async (call) => {
    const { interaction, reply, words } = call;
    const conversation = await conversationOfCaller(call);
    if (conversation === undefined) return;
    const spent = conversation.budget.obstacle(interaction.user.id, words);
    if (spent !== undefined) return reply.tell(spent);
    const text = interaction.options.getString('text', true).trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return reply.tell(words('say.empty'));
    conversation.written.say(text);
    const [beginning = '', ...more] = splitText(safeText(text), MAX_SHOWN_CHARACTERS);
    return reply.tell(words('say.saying', { text: more.length === 0 ? beginning : `${beginning} …` }));
  },
} satisfies Command;
