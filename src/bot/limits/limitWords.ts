import { type LimitUse, shareOf } from '../../money/limitUse.ts';
import type { LimitUnit, SpendingLimit } from '../../store/spendingLimits.ts';
import type { Words } from '../../words/words.ts';
import { safeName } from '../safeName.ts';

const MS_PER_SECOND = 1000;
/** All limits and these fit into one field of an embed. */
const MAX_MODELS = 3;
const MAX_MODEL_CHARACTERS = 40;

/** Conversations cost cents: what is below one still shows. */
const DOLLARS = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 2,
  maximumFractionDigits: 4,
});
const MINUTES = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** Dollars or minutes, as a person reads them. */
export function amountText(unit: LimitUnit, value: number): string {
  return unit === 'usd' ? DOLLARS.format(value) : `${MINUTES.format(value)} min`;
}

/** A limit as it is set. */
export function limitText({ usd, minutes }: SpendingLimit, words: Words): string {
  const parts = [
    ...(usd === undefined ? [] : [amountText('usd', usd)]),
    ...(minutes === undefined ? [] : [amountText('minutes', minutes)]),
  ];
  return parts.join(' · ') || words('limits.none');
}

/** That a limit is near. */
export function nearSentence(use: LimitUse, words: Words): string {
  const { scope } = use;
  const values = { use: useText(use, words) };
  return scope === 'userDay'
    ? words('limits.userDayNear', { ...values, person: mention(use) })
    : words(`limits.${scope}Near`, values);
}

/** That a limit is reached. */
export function reachedSentence(use: LimitUse, words: Words): string {
  const { scope, unit, limit } = use;
  const values = { limit: amountText(unit, limit) };
  return scope === 'userDay'
    ? words('limits.userDayReached', { ...values, person: mention(use) })
    : words(`limits.${scope}Reached`, values);
}

/** When there is something to use again; Discord shows the moment in each reader's own time. */
export function resetSentence({ resetsAtMs }: LimitUse, words: Words): string {
  if (resetsAtMs === undefined) return words('limits.resetsNext');
  return words('limits.resets', { when: moment(resetsAtMs) });
}

/** One line of how much of a limit is used; a person's own is the reader's. */
export function useLine(use: LimitUse, words: Words): string {
  const { scope, resetsAtMs } = use;
  const percent = Math.floor(shareOf(use) * 100);
  const line = words('limits.line', {
    what: words(`limits.${scope}Use`),
    use: useText(use, words),
    percent,
  });
  return resetsAtMs === undefined ? line : `${line}, ${words('limits.begins', { when: moment(resetsAtMs) })}`;
}

/** That some models are in no limit of dollars; nothing where there are none. */
export function unpricedSentence(models: readonly string[], words: Words): string[] {
  if (models.length === 0) return [];
  return [words('limits.unpriced', { models: models.slice(0, MAX_MODELS).map(shortName).join(', ') })];
}

function shortName(model: string): string {
  return safeName(model.slice(0, MAX_MODEL_CHARACTERS));
}

function useText({ unit, used, limit }: LimitUse, words: Words): string {
  return words('limits.use', { used: amountText(unit, used), limit: amountText(unit, limit) });
}

function moment(epochMs: number): string {
  return `<t:${Math.ceil(epochMs / MS_PER_SECOND)}:R>`;
}

function mention({ userId }: LimitUse): string {
  return `<@${userId}>`;
}
