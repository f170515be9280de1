/** Designs of a study, and how one goes. `restlesslegs.trials.design` describes and does the same; a test holds the two together. */
import { TOP, WEEKS, firstOfPair, lossOf, natural, rounded, scoreOf, whole, within, type Care, type Person, type Population } from './patients.ts';

/** All get the treatment; half of them by lot, the others nothing; half of them by lot, the others a sham. */
export type Design = 'before-after' | 'open' | 'sham';
export const DESIGNS: readonly Design[] = ['before-after', 'open', 'sham'];

/** Whether those who are lost are left out, or count with their first score as their last. */
export type Analysis = 'completers' | 'carried';
export const ANALYSES: readonly Analysis[] = ['completers', 'carried'];

/** Most patients an arm. */
export const LARGEST = 100_000;

export interface Study {
  design: Design;
  /** Patients enrolled in each arm. */
  n: number;
  /** Lowest score at screening that lets somebody in. */
  threshold: number;
  /** From screening to the last visit. */
  weeks: number;
  /** True effect of the treatment: a fall in points; 0 for an inert one. */
  effect: number;
  analysis: Analysis;
  /** Error of the first kind, two-sided. */
  level: number;
}

export interface Patient {
  /** Number among those who came. */
  person: number;
  care: Care;
  /** Scores at screening and on the last visit; `after` also of those who were lost, as nobody saw it. */
  before: number;
  after: number;
  lost: boolean;
}

/** Throws a RangeError that names the first part out of its range. */
export function checkStudy(study: Study): void {
  if (!DESIGNS.includes(study.design)) throw new RangeError(`design must be one of ${DESIGNS.join(', ')}`);
  if (!ANALYSES.includes(study.analysis)) throw new RangeError(`analysis must be one of ${ANALYSES.join(', ')}`);
  whole('n', study.n, 2, LARGEST);
  within('threshold', study.threshold, 0, TOP);
  whole('weeks', study.weeks, 1, WEEKS);
  within('effect', study.effect, -TOP, TOP);
  within('level', study.level, 1e-6, 0.5);
}

/** 1 without a group to compare with, else 2. */
export const armsOf = (study: Study): 1 | 2 => (study.design === 'before-after' ? 1 : 2);

/** Runs study `number` of a seed with `n` patients an arm; `screened` is how many came. Throws a RangeError if too few reach the threshold. */
export function run(population: Population, study: Study, seed: number, number = 0, n = study.n): { patients: Patient[]; screened: number } {
  const arms = armsOf(study), wanted = n * arms, limit = 200 * wanted + 1000, patients: Patient[] = [];
  const base = population.dropout / (1 - population.dropout);
  for (let person = 0; patients.length < wanted; person++) {
    if (person >= limit) throw new RangeError(`threshold is too high: fewer than ${wanted} of ${limit} who came reached it`);
    const who: Person = { seed, study: number, person }, before = rounded(natural(population, who, 0));
    if (before < study.threshold) continue;
    const place = patients.length, treated = arms === 1 || firstOfPair(seed, number, place >> 1) === (place % 2 === 0);
    const care: Care = treated ? 'treated' : study.design === 'sham' ? 'sham' : 'none', after = scoreOf(population, who, study.weeks, care, study.effect);
    const odds = base > 0 ? base * Math.exp(-population.dropoutLean * (before - after)) : 0;
    patients.push({ person, care, before, after, lost: base > 0 && lossOf(who) < odds / (1 + odds) });
  }
  return { patients, screened: (patients.at(-1) as Patient).person + 1 };
}
