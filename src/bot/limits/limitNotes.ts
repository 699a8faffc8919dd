import { type LimitUse, shareOf } from '../../money/limitUse.ts';
import { amountText } from './limitWords.ts';

/** What the model is told of limits. It says it in the language of the conversation, so this is English whatever is spoken. */

/** A limit has come near: the model is to say so. @param name the person whose limit it is, as they are called; untrusted */
export function nearNote(use: LimitUse, name: string | undefined): string {
  const percent = Math.floor(shareOf(use) * 100);
  const fact = `${whose(use, name)} has used ${percent} % of the limit of ${amountText(use.unit, use.limit)}; ${reset(use)}`;
  return (
    `[A limit of what may be used is near: ${fact} Tell everybody now in one short sentence, in the language of this ` +
    'conversation, and call no function.]'
  );
}

/** A limit is reached, and the bot goes: the model is to say goodbye. */
export function goodbyeNote(use: LimitUse, name: string | undefined): string {
  const fact = `${whose(use, name)} has reached the limit of ${amountText(use.unit, use.limit)}; ${reset(use)}`;
  return (
    `[You have to leave now, because a limit is reached: ${fact} Say that and goodbye in one or two short, friendly ` +
    'sentences, in the language of this conversation, and call no function.]'
  );
}

function whose({ scope }: LimitUse, name: string | undefined): string {
  switch (scope) {
    case 'conversation':
      return 'this conversation';
    case 'userDay':
      return name === undefined ? 'one person, today,' : `${JSON.stringify(name)}, today,`;
    case 'serverDay':
      return 'this server, today,';
    case 'serverMonth':
      return 'this server, this month,';
  }
}

function reset({ resetsAtMs }: LimitUse): string {
  if (resetsAtMs === undefined) return 'the next conversation begins anew.';
  return `it begins anew at ${new Date(resetsAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC.`;
}
