import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { localised } from '../src/bot/localised.ts';
import { stopObstacle } from '../src/bot/stopAccess.ts';

/** Silences the bot and cancels what it does, for people who would rather type than talk over it. */
export default {
  data: localised(new SlashCommandBuilder(), 'stop.name', 'stop.description')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  cooldown: 'none',

  run: async (call) => {
    const { interaction, reply, words, bot } = call;
    const conversation = bot.directory.ofGuild(interaction.guildId);
    if (conversation === undefined) return reply.tell(words('stop.nowhere'));
    const obstacle = await stopObstacle(call, conversation);
    if (obstacle !== undefined) return reply.tell(obstacle);
    const count = conversation.stopTalking();
    return reply.tell(count === 0 ? words('stop.quiet') : words('stop.cancelled', { count }));
  },
} satisfies Command;
