import type { Column } from '../report/measurement.ts';
import type { SubjectName, TurnsBy } from '../world/subjectCalls.ts';

/** One way to decide turns, and the column its figures belong to. */
export interface TurnWay {
  turns: TurnsBy;
  column: Column;
}

/** Whose figures these are while the model decides turns: the product's are no match for those where it decides itself. */
export function columnByModel(subject: SubjectName): Column {
  return subject === 'plain' ? 'plain' : 'server';
}

/** The ways that are compared: the product deciding itself and leaving it to the model; the plain one can only do the latter. */
export function turnWays(subject: SubjectName): readonly TurnWay[] {
  const byModel = { turns: 'model', column: columnByModel(subject) } as const;
  if (subject === 'plain') return [byModel];
  return [{ turns: 'subject', column: 'parley' }, byModel];
}
