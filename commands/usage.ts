import { InteractionContextType, PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import type { BotServices, Command, CommandCall } from '../src/bot/commandContract.ts';
import { DEAR_COOLDOWN } from '../src/bot/cooldowns.ts';
import { limitsOf } from '../src/bot/limits/limitsOf.ts';
import { localised } from '../src/bot/localised.ts';
import { withUsagePicture } from '../src/bot/usagePicture.ts';
import { type UsageFigures, usageView, usedNothing } from '../src/bot/usageView.ts';
import { PERSON_COLOURS } from '../src/money/chartColours.ts';
import { rankPeople } from '../src/money/rankPeople.ts';
import type { LedgerFilter, LedgerStore } from '../src/store/ledgerStore.ts';

/** So many days are shown, today included. */
const SHOWN_DAYS = 14;

/** Shows what the conversations here have cost: the server's sums and one's own, and each person's to whoever manages it. */
export default {
  data: localised(new SlashCommandBuilder(), 'usage.name', 'usage.description')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  cooldown: DEAR_COOLDOWN,

  run: async ({ interaction, reply, words, bot }) => {
    const { money, log } = bot;
    const { ledger, store, prices } = money;
    // The answer is the caller's alone whatever it says, and a picture takes its time on a busy machine.
    await reply.acknowledge();
    await ledger.flush();
    const filter = { guildId: interaction.guildId, fromDay: ledger.today - SHOWN_DAYS + 1 };
    const manages = interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild);
    const people = manages
      ? rankPeople(await store.usageByPerson(filter), await store.talkByPerson(filter), prices)
      : undefined;
    const server = await figures(store, filter);
    const mine = await figures(store, { ...filter, userId: interaction.user.id });
    const limits = await limitsShown(bot, interaction);
    const view = usageView({ days: SHOWN_DAYS, server, mine, people, limits }, prices, words);
    if (usedNothing(server, prices)) return reply.tell(view);
    const drawn = {
      fromDay: filter.fromDay,
      days: SHOWN_DAYS,
      usage: manages ? await store.usageByDayAndPerson(filter) : server.usageByDay,
      talk: server.talkByDay,
      userIds: people?.slice(0, PERSON_COLOURS.length).map(({ userId }) => userId),
    };
    const answer = await withUsagePicture(view, drawn, { prices, picture: money.picture, log });
    await reply.tell(answer.view, answer.files);
  },
} satisfies Command;

/** Every limit that holds for the person here, the running conversation's among them. */
async function limitsShown(bot: BotServices, { guildId, user }: CommandCall['interaction']) {
  const limits = limitsOf(bot.config.money, await bot.settings.settingsOf(guildId));
  const current = bot.directory.ofGuild(guildId);
  // Whole, however long ago it began.
  const conversation = current && { conversationId: current.conversationId, fromDay: 0 };
  return bot.money.limits.read({
    guildId,
    limits,
    userIds: [user.id],
    ...(conversation && { conversation }),
  });
}

async function figures(store: LedgerStore, filter: LedgerFilter): Promise<UsageFigures> {
  return { usageByDay: await store.usageByDay(filter), talkByDay: await store.talkByDay(filter) };
}
