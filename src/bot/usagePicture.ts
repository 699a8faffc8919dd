import { PERSON_COLOURS } from '../money/chartColours.ts';
import type { ChartPicture } from '../money/chartPicture.ts';
import type { PriceList } from '../money/priceList.ts';
import { spendingOf } from '../money/spending.ts';
import { type ChartDay, type UsageChart, usageChart } from '../money/usageChart.ts';
import type { Logger } from '../observe/logger.ts';
import type { UsageSum } from '../store/ledgerStore.ts';
import type { ReplyFile } from './interactionReply.ts';
import { loggableError } from './loggableError.ts';
import type { MessageView } from './messageView.ts';

const FILE_NAME = 'usage.png';
const MS_PER_MINUTE = 60_000;

/** What is drawn. Days are whole ones since 1970, UTC. */
export interface UsageDrawn {
  fromDay: number;
  days: number;
  usage: readonly (UsageSum & { day: number; userId?: string })[];
  talk: readonly { day: number; talkedMs: number }[];
  /** Who have a colour of their own, as many as there are colours; without it people are not told apart. */
  userIds: readonly string[] | undefined;
}

/** The view with a picture of the days, or as it was where none can be drawn. */
export async function withUsagePicture(
  view: MessageView,
  drawn: UsageDrawn,
  { prices, picture, log }: { prices: PriceList; picture: Pick<ChartPicture, 'paint'>; log: Logger },
): Promise<{ view: MessageView; files: ReplyFile[] }> {
  try {
    const attachment = await picture.paint(usageChart(chartOf(drawn, prices)));
    const [first, ...rest] = view.embeds;
    const embeds = [{ ...first, image: { url: `attachment://${FILE_NAME}` } }, ...rest];
    return { view: { ...view, embeds }, files: [{ name: FILE_NAME, attachment }] };
  } catch (error) {
    log.warn({ err: loggableError(error) }, 'the picture of the costs could not be drawn');
    return { view, files: [] };
  }
}

/** Every day has its place, those on which nothing happened too. */
function chartOf({ fromDay, days, usage, talk, userIds }: UsageDrawn, prices: PriceList): UsageChart {
  const priced = spendingOf(usage, prices).usd > 0;
  const spentOn = (sums: readonly UsageSum[]) => spendingOf(sums, prices)[priced ? 'usd' : 'tokens'];
  const partOf = ({ userId = '' }: { userId?: string }) => {
    if (userIds === undefined) return 0;
    const rank = userIds.indexOf(userId);
    return rank === -1 ? PERSON_COLOURS.length : rank;
  };
  const parts = Array.from({ length: PERSON_COLOURS.length + 1 }, (_, part) => part);
  const chartDays = Array.from({ length: days }, (_, index): ChartDay => {
    const day = fromDay + index;
    const sums = usage.filter((sum) => sum.day === day);
    const talkedMs = talk.reduce((sum, one) => (one.day === day ? sum + one.talkedMs : sum), 0);
    return {
      day,
      spent: parts.map((part) => spentOn(sums.filter((sum) => partOf(sum) === part))),
      minutes: talkedMs / MS_PER_MINUTE,
    };
  });
  return { unit: priced ? '$' : 'tokens', days: chartDays };
}
