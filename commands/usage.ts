import { InteractionContextType, PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { localised } from '../src/bot/localised.ts';
import { type UsageFigures, usageView } from '../src/bot/usageView.ts';
import type { LedgerFilter, LedgerStore } from '../src/store/ledgerStore.ts';

/** So many days are shown, today included. */
const SHOWN_DAYS = 14;

/** Shows what the conversations here have cost: the server's sums and one's own, and each person's to whoever manages it. */
export default {
  data: localised(new SlashCommandBuilder(), 'usage.name', 'usage.description')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  run: async ({ interaction, reply, words, bot: { money } }) => {
    const { ledger, store, prices } = money;
    await ledger.flush();
    const filter = { guildId: interaction.guildId, fromDay: ledger.today - SHOWN_DAYS + 1 };
    const manages = interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild);
    const people = manages
      ? { usage: await store.usageByPerson(filter), talk: await store.talkByPerson(filter) }
      : undefined;
    const server = await figures(store, filter);
    const mine = await figures(store, { ...filter, userId: interaction.user.id });
    await reply.tell(usageView({ days: SHOWN_DAYS, server, mine, people }, prices, words));
  },
} satisfies Command;

async function figures(store: LedgerStore, filter: LedgerFilter): Promise<UsageFigures> {
  return { usageByDay: await store.usageByDay(filter), talkByDay: await store.talkByDay(filter) };
}
