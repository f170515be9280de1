/** Quantiles of Student's t for whole degrees of freedom, where its distribution is a finite sum. */

/** The share of t within ±√df·tan(angle): Zelen and Severo's sums for odd and even degrees of freedom. */
function within(angle: number, df: number): number {
  const cos2 = Math.cos(angle) ** 2, odd = df % 2 === 1;
  let term = odd ? Math.cos(angle) : 1, sum = df === 1 ? 0 : term;
  for (let j = odd ? 3 : 2; j <= df - 2; j += 2) { term *= ((j - 1) / j) * cos2; sum += term; }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/** P(T ≤ t) for `df` degrees of freedom, a whole number from 1. */
export function studentCdf(t: number, df: number): number {
  const share = within(Math.atan(Math.abs(t) / Math.sqrt(df)), df);
  return t < 0 ? (1 - share) / 2 : (1 + share) / 2;
}

const known = new Map<string, number>();

/** The value that t stays below with probability `p`. Throws a RangeError unless 0 < p < 1 and `df` is a whole number from 1. */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`probability ${p} is not between 0 and 1`);
  if (!(Number.isInteger(df) && df >= 1)) throw new RangeError(`${df} degrees of freedom: a whole number from 1 is needed`);
  const key = `${p}/${df}`, before = known.get(key);
  if (before !== undefined) return before;
  const wanted = Math.abs(2 * p - 1);
  let low = 0, high = Math.PI / 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (within(middle, df) < wanted) low = middle; else high = middle;
  }
  const t = Math.sqrt(df) * Math.tan(low) * (p < 0.5 ? -1 : 1);
  known.set(key, t);
  return t;
}
