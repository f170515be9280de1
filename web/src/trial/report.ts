/** What a study reports, and what many of them give together. `restlesslegs.trials.report` does the same; a test holds the two together. */
import { normalCdf } from '../stats/normal.ts';
import { NORMAL } from '../stats/pool.ts';
import { studentCdf, studentQuantile } from '../stats/student.ts';
import { LARGEST, armsOf, checkStudy, run, type Patient, type Study } from './design.ts';
import { checkPopulation, sizeOf, whole, within, type Population } from './patients.ts';

/** A mean or a difference of means, in points; negative is better. What too few patients leave open is null. */
export interface Estimate { value: number | null; se: number | null; low: number | null; high: number | null; p: number | null }

export interface Arm {
  enrolled: number;
  lost: number;
  analysed: number;
  /** Scores of those analysed: mean and standard deviation at screening, mean at the end. */
  before: number | null;
  beforeSd: number | null;
  after: number | null;
  /** Mean change by itself, and its standard deviation between patients. */
  change: Estimate;
  changeSd: number | null;
  /** Shares of those analysed whose score fell to half or less, by 10 points or more, by 15 or more, and who end at 0. */
  halved: number | null;
  ten: number | null;
  fifteen: number | null;
  zero: number | null;
}

export interface Outcome {
  /** How many came until the study was full. */
  screened: number;
  treated: Arm;
  control: Arm | null;
  /** The change in the only arm, or the difference of the changes, treated less control. */
  result: Estimate;
  /** Whether that is below 0 with a p value below the study's level. */
  significant: boolean;
}

const OPEN: Estimate = { value: null, se: null, low: null, high: null, p: null };

const meanOf = (list: number[]) => (list.length ? list.reduce((a, b) => a + b, 0) / list.length : null);
const squaresOf = (list: number[], mean: number) => list.reduce((sum, v) => sum + (v - mean) ** 2, 0);
function sdOf(list: number[]): number | null {
  const mean = meanOf(list);
  return mean === null || list.length < 2 ? null : Math.sqrt(squaresOf(list, mean) / (list.length - 1));
}

function estimate(value: number, se: number, df: number, level: number): Estimate {
  const half = studentQuantile(1 - level / 2, df) * se;
  return { value, se, low: value - half, high: value + half, p: se > 0 ? Math.max(0, 2 * (1 - studentCdf(Math.abs(value) / se, df))) : null };
}

function armOf(patients: Patient[], study: Study): { arm: Arm; changes: number[] } {
  const carried = study.analysis === 'carried', seen = carried ? patients : patients.filter(p => !p.lost);
  const before = seen.map(p => p.before), after = seen.map(p => (p.lost ? p.before : p.after)), changes = seen.map(p => (p.lost ? 0 : p.after - p.before));
  const n = seen.length, change = meanOf(changes), changeSd = sdOf(changes);
  const share = (fits: (first: number, last: number) => boolean) => (n ? before.filter((first, i) => fits(first, after[i] as number)).length / n : null);
  return {
    changes,
    arm: {
      enrolled: patients.length, lost: patients.filter(p => p.lost).length, analysed: n,
      before: meanOf(before), beforeSd: sdOf(before), after: meanOf(after),
      change: change === null || changeSd === null ? { ...OPEN, value: change } : estimate(change, changeSd / Math.sqrt(n), n - 1, study.level),
      changeSd,
      halved: share((first, last) => first > 0 && 2 * last <= first), ten: share((first, last) => last - first <= -10),
      fifteen: share((first, last) => last - first <= -15), zero: share((_, last) => last === 0),
    },
  };
}

function difference(treated: number[], control: number[], level: number): Estimate {
  const a = treated.length, b = control.length, one = meanOf(treated), other = meanOf(control), df = a + b - 2;
  if (one === null || other === null) return OPEN;
  if (df < 1) return { ...OPEN, value: one - other };
  return estimate(one - other, Math.sqrt(((squaresOf(treated, one) + squaresOf(control, other)) / df) * (1 / a + 1 / b)), df, level);
}

/** Reports a study's patients. */
export function outcomeOf(patients: Patient[], screened: number, study: Study): Outcome {
  const treated = armOf(patients.filter(p => p.care === 'treated'), study);
  const control = armsOf(study) === 1 ? null : armOf(patients.filter(p => p.care !== 'treated'), study);
  const result = control ? difference(treated.changes, control.changes, study.level) : treated.arm.change;
  return { screened, treated: treated.arm, control: control?.arm ?? null, result, significant: result.p !== null && (result.value as number) < 0 && result.p < study.level };
}

/** Runs one study and reports it. Throws a RangeError that names what is out of range. */
export function conduct(population: Population, study: Study, seed: number, number = 0): Outcome {
  checkPopulation(population);
  checkStudy(study);
  const { patients, screened } = run(population, study, seed, number);
  return outcomeOf(patients, screened, study);
}

/** Runs a study `count` times, each time on other patients; `sizes`: patients an arm then lie between these two. */
export function repeat(population: Population, study: Study, seed: number, count = 100, sizes: readonly [number, number] | null = null): Outcome[] {
  checkPopulation(population);
  checkStudy(study);
  whole('count', count, 1, LARGEST);
  if (sizes) { whole('smallest size', sizes[0], 2, LARGEST); whole('largest size', sizes[1], sizes[0], LARGEST); }
  return Array.from({ length: count }, (_, number) => {
    const n = sizes ? Math.min(sizes[1], Math.max(sizes[0], Math.floor(sizes[0] * Math.exp(sizeOf(seed, number) * Math.log((sizes[1] + 1) / sizes[0]))))) : study.n;
    const { patients, screened } = run(population, study, seed, number, n);
    return outcomeOf(patients, screened, study);
  });
}

export interface Funnel {
  /** How many were done, and how many are seen: the significant ones that speak for the treatment. */
  studies: number;
  published: number;
  /** Plain means of their results. */
  mean: number | null;
  publishedMean: number | null;
  /** Share of all intervals that hold `truth`, which is minus the true effect. */
  covered: number | null;
  truth: number;
}

/** What many studies give together; `effect` is the true one, a fall. */
export function funnel(studies: Outcome[], effect: number): Funnel {
  const told = studies.map(s => s.result).filter(r => r.value !== null), seen = studies.filter(s => s.significant), held = told.filter(r => r.low !== null);
  const truth = effect ? -effect : 0;
  return {
    studies: studies.length, published: seen.length, mean: meanOf(told.map(r => r.value as number)), publishedMean: meanOf(seen.map(s => s.result.value as number)),
    covered: meanOf(held.map(r => Number((r.low as number) <= truth && truth <= (r.high as number)))), truth,
  };
}

export interface Prediction {
  change: number;
  low: number;
  high: number;
  /** Chance of a fall at least as large as the one asked for, and whether that lies in the interval. */
  asLarge: number | null;
  inside: boolean | null;
}

/** Where the mean change of a new inert arm of `n` would lie, in normal approximation; `found` is a published mean change. */
export function predict(change: number, sd: number, between: number, n: number, found: number | null = null): Prediction {
  within('sd', sd, 0.01, 100);
  within('between', between, 0, 100);
  whole('n', n, 2, LARGEST);
  const spread = Math.sqrt(between ** 2 + sd ** 2 / n), low = change - NORMAL * spread, high = change + NORMAL * spread;
  return { change, low, high, asLarge: found === null ? null : normalCdf((found - change) / spread), inside: found === null ? null : low <= found && found <= high };
}
