import type { APIEmbed, APIEmbedField } from 'discord-api-types/v10';
import { OTHERS_COLOUR, PERSON_COLOURS } from '../money/chartColours.ts';
import type { LimitAnswer } from '../money/limitReader.ts';
import type { PriceList } from '../money/priceList.ts';
import type { PersonSpending } from '../money/rankPeople.ts';
import { type Spending, spendingOf } from '../money/spending.ts';
import { MS_PER_DAY } from '../money/utcDays.ts';
import type { UsageSum } from '../store/ledgerStore.ts';
import type { Words } from '../words/words.ts';
import { unpricedSentence, useLine } from './limits/limitWords.ts';
import type { MessageView } from './messageView.ts';
import { safeName } from './safeName.ts';

/** What a server used, or a part of it. */
export interface UsageFigures {
  usageByDay: readonly (UsageSum & { day: number })[];
  talkByDay: readonly { day: number; talkedMs: number }[];
}

/** What is shown of a server's costs. `people`, who spent most first, is for those who manage it. */
export interface UsageShown {
  days: number;
  server: UsageFigures;
  mine: UsageFigures;
  people: readonly PersonSpending[] | undefined;
  limits: LimitAnswer;
}

const MS_PER_MINUTE = 60_000;
const BAR_CHARACTERS = 16;
/** So many fit into a field, whoever they are. */
const MAX_PEOPLE = 15;
const MAX_MODELS = 8;
const MAX_MODEL_CHARACTERS = 64;

/** Nothing was billed and nobody talked. */
export function usedNothing({ usageByDay, talkByDay }: UsageFigures, prices: PriceList): boolean {
  return talkByDay.length === 0 && spendingOf(usageByDay, prices).tokens === 0;
}

/** What the conversations of a server have cost, for one person to read. */
export function usageView(shown: UsageShown, prices: PriceList, words: Words): MessageView {
  const { days, server, mine, people, limits } = shown;
  const all = spendingOf(server.usageByDay, prices);
  const title = words('usage.title', { days });
  if (usedNothing(server, prices)) {
    const fields = limitsField(limits, words);
    return {
      embeds: [{ title, description: words('usage.nothing', { days }), fields }],
      components: [],
    };
  }
  const embed: APIEmbed = {
    title,
    description: dayBars(server, prices),
    fields: [
      { name: words('usage.total'), value: amount(all, talkedMs(server.talkByDay), words), inline: true },
      {
        name: words('usage.mine'),
        value: amount(spendingOf(mine.usageByDay, prices), talkedMs(mine.talkByDay), words),
        inline: true,
      },
      ...(people === undefined ? [] : [{ name: words('usage.people'), value: personLines(people, words) }]),
      ...limitsField(limits, words),
      ...unpricedField(all, words),
    ],
    footer: { text: words('usage.footer', { asOf: prices.asOf }) },
  };
  return { embeds: [embed], components: [] };
}

/** A line a day with a bar: of the money, and where no price is known of the tokens. */
function dayBars({ usageByDay, talkByDay }: UsageFigures, prices: PriceList): string {
  const days = [...new Set([...usageByDay, ...talkByDay].map(({ day }) => day))].sort((a, b) => a - b);
  const lines = days.map((day) => ({
    day,
    spending: spendingOf(
      usageByDay.filter((sum) => sum.day === day),
      prices,
    ),
    minutes: minutes(talkedMs(talkByDay.filter((talk) => talk.day === day))),
  }));
  const priced = lines.some(({ spending }) => spending.usd > 0);
  const heightOf = ({ usd, tokens }: Spending) => (priced ? usd : tokens);
  const most = Math.max(...lines.map(({ spending }) => heightOf(spending)));
  const rows = lines.map(({ day, spending, minutes: talked }) => {
    const bar = '█'.repeat(most === 0 ? 0 : Math.round((heightOf(spending) / most) * BAR_CHARACTERS));
    const date = new Date(day * MS_PER_DAY).toISOString().slice(5, 10);
    return `${date} ${bar.padEnd(BAR_CHARACTERS)} ${dollars(spending.usd)} ${talked} min`;
  });
  return `\`\`\`\n${rows.join('\n')}\n\`\`\``;
}

function personLines(people: readonly PersonSpending[], words: Words): string {
  const shown = people.slice(0, MAX_PEOPLE).map(({ userId, spending, talkedMs: talked }, rank) => {
    const who = userId === '' ? words('usage.nobody') : `<@${userId}>`;
    const { square } = PERSON_COLOURS[rank] ?? OTHERS_COLOUR;
    return `${square} ${who}: ${dollars(spending.usd)} · ${minutes(talked)} min`;
  });
  if (people.length > MAX_PEOPLE) shown.push('…');
  return shown.join('\n') || '-';
}

/** How much of each limit is used, and which models no limit of dollars can count. */
function limitsField({ uses, unpricedModels }: LimitAnswer, words: Words): APIEmbedField[] {
  if (uses.length === 0) return [];
  const lines = [...uses.map((use) => useLine(use, words)), ...unpricedSentence(unpricedModels, words)];
  return [{ name: words('limits.field'), value: lines.join('\n') }];
}

function unpricedField({ unpriced }: Spending, words: Words): { name: string; value: string }[] {
  const models = Object.entries(unpriced)
    .slice(0, MAX_MODELS)
    .map(([model, tokens]) =>
      words('usage.unpricedModel', { model: safeName(model.slice(0, MAX_MODEL_CHARACTERS)), tokens }),
    );
  if (models.length === 0) return [];
  return [{ name: ':warning:', value: words('usage.unpriced', { models: models.join(', ') }) }];
}

function amount({ usd, tokens }: Spending, talked: number, words: Words): string {
  return words('usage.amount', { usd: dollars(usd), minutes: minutes(talked), tokens });
}

function talkedMs(talks: readonly { talkedMs: number }[]): number {
  return talks.reduce((sum, talk) => sum + talk.talkedMs, 0);
}

function minutes(ms: number): string {
  return (ms / MS_PER_MINUTE).toFixed(1);
}

/** Conversations cost cents: what is below a tenth of one still shows. */
function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
