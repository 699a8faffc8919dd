import type { Column } from '../report/measurement.ts';
import type { SubjectName, TurnsBy } from '../world/subjectCalls.ts';

/** One way to decide turns, and the column its figures belong to. */
export interface TurnWay {
  turns: TurnsBy;
  column: Column;
}

/** The ways that are compared: the product deciding itself and leaving it to the model; the plain one can only do the latter. */
export function turnWays(subject: SubjectName): readonly TurnWay[] {
  if (subject === 'plain') return [{ turns: 'model', column: 'plain' }];
  return [
    { turns: 'subject', column: 'parley' },
    { turns: 'model', column: 'server' },
  ];
}
