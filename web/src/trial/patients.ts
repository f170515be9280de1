/**
 * Virtual patients: the course of each one's severity (IRLS, 0 to 40 points), week by week. The model is described in
 * `restlesslegs.trials.patients`, which draws the same patients for the same seeds; a test holds the two together to 1e-9.
 */
import { nthNormal, nthUniform } from '../stats/random.ts';

export type Care = 'treated' | 'sham' | 'none';
export const CARE: readonly Care[] = ['treated', 'sham', 'none'];

/** Where patients come from; points of the scale unless said otherwise. `Population` of Python says more of each. */
export interface Population {
  /** Of severity before any selection, and how people's own levels differ. */
  mean: number;
  between: number;
  /** Standard deviation of one person's scores; the share of its square that comes and goes slowly; weeks that it lasts. */
  within: number;
  slowShare: number;
  memory: number;
  /** Mean fall on treatment or sham that no effect explains; its spread between people; that of the mean between studies. */
  placebo: number;
  placeboSpread: number;
  placeboStudies: number;
  /** Weeks after which effect and placebo response have reached 63 percent. */
  onset: number;
  /** Change of everybody's level, in points a year. */
  drift: number;
  /** Chance that symptoms stop within a year. */
  remission: number;
  /** Chance that somebody unchanged is lost, and by how much its log odds fall with each point of improvement. */
  dropout: number;
  dropoutLean: number;
  /** Share whose symptoms are not RLS and which the treatment ends; their scores then. */
  mimics: number;
  mimicAfter: number;
  mimicSpread: number;
}

/** The longest scale of severity; weeks before and after screening that can be drawn. */
export const TOP = 40, WEEKS = 63;
const SPAN = WEEKS + 1, YEAR = 52, STREAMS = 16;

// Streams of a study.
const LEVEL = 0, SLOW = 1, FORWARD = 2, BACKWARD = 3, NOISE = 4, NOISE_BEFORE = 5, PLACEBO = 6, MIMIC = 7, MIMIC_AFTER = 8, REMISSION = 9, LOST = 10, ALLOCATION = 11, TRIAL = 12, SIZE = 13;

const ANY = [-Infinity, Infinity, false] as const, SPREAD = [0, Infinity, false] as const;

/** Lowest and highest value of each parameter, and whether the highest itself is excluded. */
export const BOUNDS: Record<keyof Population, readonly [number, number, boolean]> = {
  mean: [0, TOP, false], between: SPREAD, within: SPREAD, slowShare: [0, 1, false], memory: [0.01, Infinity, false],
  placebo: ANY, placeboSpread: SPREAD, placeboStudies: SPREAD, onset: SPREAD, drift: ANY, remission: [0, 1, true],
  dropout: [0, 1, true], dropoutLean: [-5, 5, false], mimics: [0, 1, false], mimicAfter: [0, TOP, false], mimicSpread: SPREAD,
};

/** Throws a RangeError, naming `name`, unless `value` is a finite number from `low` to `high` (itself excluded if `below`). */
export function within(name: string, value: number, low: number, high: number, below = false): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number`);
  if (value < low) throw new RangeError(`${name} must be at least ${low}`);
  if (value > high || (below && value === high)) throw new RangeError(`${name} must be ${below ? 'below' : 'at most'} ${high}`);
}

/** Throws a RangeError, naming `name`, unless `value` is a whole number from `low` to `high`. */
export function whole(name: string, value: number, low: number, high: number): void {
  if (!(Number.isInteger(value) && low <= value && value <= high)) throw new RangeError(`${name} must be a whole number from ${low} to ${high}`);
}

/** Throws a RangeError that names the first parameter out of its range. */
export function checkPopulation(population: Population): void {
  for (const name of Object.keys(BOUNDS) as (keyof Population)[]) within(name, population[name], ...BOUNDS[name]);
}

/** Who somebody is depends on seed, study and number alone, not on the design or on who else comes. */
export interface Person { seed: number; study: number; person: number }

const uniform = ({ seed, study, person }: Person, variable: number) => nthUniform(seed, study * STREAMS + variable, person);
const normal = ({ seed, study, person }: Person, variable: number) => nthNormal(seed, study * STREAMS + variable, person);
const weekly = ({ seed, study, person }: Person, variable: number, week: number) => nthNormal(seed, study * STREAMS + variable, person * SPAN + week);

/** A number from 0 to 1 that decides whether somebody is lost. */
export const lossOf = (who: Person): number => uniform(who, LOST);
/** Whether the first of two that come one after the other gets the treatment. */
export const firstOfPair = (seed: number, study: number, pair: number): boolean => nthUniform(seed, study * STREAMS + ALLOCATION, pair) < 0.5;
/** A number from 0 to 1 that decides how large a study is. */
export const sizeOf = (seed: number, study: number): number => nthUniform(seed, study * STREAMS + SIZE, 0);

/** Which share of a response has come `week` weeks after the start. */
export const grown = (onset: number, week: number): number => (week <= 0 ? 0 : onset === 0 ? 1 : 1 - Math.exp(-week / onset));

/** The slow part in a week, before or after screening; it is the same process in both directions of time. */
function slow(population: Population, who: Person, week: number): number {
  const keep = Math.exp(-1 / population.memory), fresh = Math.sqrt(1 - keep * keep), steps = Math.abs(week);
  let state = normal(who, SLOW);
  for (let step = 0; step < steps; step++) state = keep * state + fresh * weekly(who, week > 0 ? FORWARD : BACKWARD, step);
  return Math.sqrt(population.slowShare) * population.within * state;
}

/** What a visit would measure without any treatment, before rounding and before remission. */
export function natural(population: Population, who: Person, week: number): number {
  const noise = week >= 0 ? weekly(who, NOISE, week) : weekly(who, NOISE_BEFORE, -week);
  const level = population.mean + population.between * normal(who, LEVEL) + (population.drift * week) / YEAR;
  return level + slow(population, who, week) + Math.sqrt(1 - population.slowShare) * population.within * noise;
}

/** Points as the scale has them: whole, 0 to 40. */
export const rounded = (points: number): number => Math.min(TOP, Math.max(0, Math.floor(points + 0.5)));

/** A person's score on the visit so many weeks after screening and start; `effect` is the full one, a fall in points. */
export function scoreOf(population: Population, who: Person, week: number, care: Care, effect: number): number {
  const plain = natural(population, who, week);
  if (week <= 0) return rounded(plain);
  const share = grown(population.onset, week);
  let points = plain;
  if (care !== 'none') {
    const study = nthNormal(who.seed, who.study * STREAMS + TRIAL, 0);
    points -= share * (population.placebo + population.placeboStudies * study + population.placeboSpread * normal(who, PLACEBO) + (care === 'treated' ? effect : 0));
  }
  if (care === 'treated' && uniform(who, MIMIC) < population.mimics) points = (1 - share) * plain + share * (population.mimicAfter + population.mimicSpread * normal(who, MIMIC_AFTER));
  if (population.remission > 0 && uniform(who, REMISSION) < 1 - (1 - population.remission) ** (week / YEAR)) points = 0;
  return rounded(points);
}

/** A person's score in each week from `first` to `last`; a study's patients have the same scores here as in the study. */
export function course(population: Population, who: Person, first: number, last: number, care: Care = 'none', effect = 0): number[] {
  whole('first', first, -WEEKS, WEEKS);
  whole('last', last, first, WEEKS);
  if (!CARE.includes(care)) throw new RangeError(`care must be one of ${CARE.join(', ')}`);
  return Array.from({ length: last - first + 1 }, (_, i) => scoreOf(population, who, first + i, care, effect));
}
