/**
 * How many letters must be added, left out, replaced or swapped with their neighbour to make one text of the other
 * (Damerau-Levenshtein, no letter touched twice). Symmetric; 0 for equal texts.
 */
export function editDistance(one: string, other: string): number {
  const a = [...one];
  const b = [...other];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.entries()) {
    const row = [i + 1];
    for (const [j, otherLetter] of b.entries()) {
      const replaced = at(last, j) + (letter === otherLetter ? 0 : 1);
      const swapped =
        j > 0 && letter === b[j - 1] && otherLetter === a[i - 1]
          ? at(beforeLast, j - 1) + 1
          : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, at(last, j + 1) + 1, at(row, j) + 1, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
