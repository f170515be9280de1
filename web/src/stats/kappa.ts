/** Agreement of two raters who put the same things into ordered categories, 0 to `size` - 1. `restlesslegs.widgets.grading` is the same in Python. */

/** How often the first rater chose the row and the second the column. */
export function crossTable(first: number[], second: number[], size: number): number[][] {
  const table = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  first.forEach((a, i) => { const row = table[a] as number[], b = second[i] as number; row[b] = (row[b] as number) + 1; });
  return table;
}

/**
 * Cohen's kappa of a square table: agreement beyond chance; null where chance alone would agree wholly, or nothing was rated.
 * With `quadratic`, a disagreement counts by the square of its distance.
 */
export function kappa(table: number[][], quadratic = false): number | null {
  const size = table.length, total = table.flat().reduce((a, b) => a + b, 0);
  if (!total) return null;
  const rows = table.map(r => r.reduce((a, b) => a + b, 0)), columns = table.map((_, j) => table.reduce((a, r) => a + (r[j] as number), 0));
  let seen = 0, expected = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const weight = quadratic ? ((i - j) / (size - 1)) ** 2 : Number(i !== j);
      seen += (weight * (table[i]?.[j] as number)) / total;
      expected += (weight * (rows[i] as number) * (columns[j] as number)) / total ** 2;
    }
  }
  return expected > 0 ? 1 - seen / expected : null;
}
