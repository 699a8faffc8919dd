/** What the semantic VAD makes of a pause. */
export type Completeness = 'complete' | 'unclear' | 'unfinished';

const TRAILING_OFF = /(?:\.\.\.|,|\b(?:and|but|um|uh|so))$/i;

/** A known sentence is finished unless it trails off; of other sound (`undefined`) nobody can say. */
export function completeness(words: string | undefined): Completeness {
  if (words === undefined) return 'unclear';
  return TRAILING_OFF.test(words.trim()) ? 'unfinished' : 'complete';
}
