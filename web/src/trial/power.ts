/** How many patients a trial of two arms needs, and what chance it has. `restlesslegs.trials.power` does and explains the same. */
import { normalCdf } from '../stats/normal.ts';
import { studentQuantile } from '../stats/student.ts';
import { LARGEST } from './design.ts';
import { whole, within } from './patients.ts';

const POINTS = 400;

/** The share of the noncentral t distribution below `t`. */
function below(t: number, df: number, shift: number): number {
  const reach = Math.sqrt(40 / df), start = -(40 / df + reach), step = (reach - start) / (POINTS - 1);
  let total = 0, sum = 0;
  for (let i = 0; i < POINTS; i++) {
    const log = start + i * step, weight = Math.exp(df * (log - Math.expm1(2 * log) / 2));
    total += weight;
    sum += weight * normalCdf(t * Math.exp(log) - shift);
  }
  return sum / total;
}

/** The chance that a trial with `n` analysed an arm is significant, in either direction. Throws a RangeError that names what is out of range. */
export function power(difference: number, sd: number, n: number, level = 0.05): number {
  within('difference', difference, -1000, 1000);
  within('sd', sd, 0.01, 1000);
  whole('n', n, 2, LARGEST);
  within('level', level, 1e-6, 0.5);
  const df = 2 * n - 2, shift = (Math.abs(difference) / sd) * Math.sqrt(n / 2), bound = studentQuantile(1 - level / 2, df);
  return 1 - below(bound, df, shift) + below(-bound, df, shift);
}

/** How many to randomise to each arm for a power of `wanted`, if the share `lost` will be missing. Throws a RangeError that names what is out of range. */
export function sampleSize(difference: number, sd: number, wanted = 0.8, level = 0.05, lost = 0): number {
  within('difference', difference, -1000, 1000);
  within('lost', lost, 0, 1, true);
  within('level', level, 1e-6, 0.5);
  within('wanted', wanted, level, 1, true);
  if (difference === 0) throw new RangeError('difference must not be 0');
  let low = 1, high = 2;
  while (power(difference, sd, high, level) < wanted) {
    low = high;
    high *= 2;
    if (high > LARGEST) throw new RangeError(`difference is too small: more than ${LARGEST / 2} an arm would be needed`);
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (power(difference, sd, middle, level) < wanted) low = middle; else high = middle;
  }
  // A hair less, so that a quotient that ought to be whole is not rounded up.
  return Math.ceil(high / (1 - lost) - 1e-9);
}
