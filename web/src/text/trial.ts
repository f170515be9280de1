/** What a virtual trial says of itself: sentences made of what was run. */
import type { Hundred, TrialState } from '../figures/trial-state.ts';
import type { TrialSpec } from '../figures/spec.ts';
import type { Study } from '../trial/design.ts';
import type { Outcome } from '../trial/report.ts';
import { number, say } from './words.ts';

const signed = (value: number) => number(Math.round(value * 10) / 10);
const points = (value: number) => signed(Math.abs(value));

/** "fell by 6.5 points", "rose by 1 point", "did not change". */
function moved(change: number): string {
  const size = points(change);
  return size === '0' ? say('trial.stayed') : say(change < 0 ? 'trial.fell' : 'trial.rose', { size });
}

const verdict = (outcome: Outcome) => (outcome.significant ? 'significant' : outcome.result.p !== null && outcome.result.p < 0.05 ? 'backwards' : 'not_significant');

/** What the present study found. */
export function studySentence(spec: TrialSpec, study: Study, outcome: Outcome): string {
  const { treated, control, result } = outcome, who = say(study.threshold > 0 ? 'trial.who' : 'trial.who_all', { n: treated.enrolled, threshold: number(study.threshold) });
  const truth = study.effect > 0 ? say('trial.works', { effect: number(study.effect), treatment: spec.treatment }) : say('trial.inert', { treatment: spec.treatment });
  if (result.value === null || result.low === null) return say('trial.too_few', { who });
  const lost = treated.lost + (control?.lost ?? 0), gone = lost ? say('trial.lost', { n: lost }) : '';
  const ends = [result.low, result.high as number], interval = control || result.value > 0 ? ends : ends.map(e => -e).reverse();
  const told = say('trial.interval', { low: signed(interval[0] as number), high: signed(interval[1] as number) });
  const found = control
    ? say(`trial.told_${study.design}`, { who, treatment: spec.treatment, treated: moved(treated.change.value ?? 0), control: moved(control.change.value ?? 0), size: signed(result.value), interval: told })
    : say('trial.told_before-after', { who, treatment: spec.treatment, moved: moved(result.value), before: number(treated.before ?? 0), after: number(treated.after ?? 0), interval: told });
  return `${found}${gone} ${say(`trial.${verdict(outcome)}`)} ${truth}`;
}

/** What a hundred of them find; empty before they were asked for. */
export function hundredSentence(state: TrialState, study: Study, many: Hundred): string {
  const { funnel, needed } = many, said = [say(state.mixed ? 'trial.of_hundred_mixed' : 'trial.of_hundred', { n: funnel.studies, count: funnel.published, mean: signed(funnel.mean ?? 0) })];
  if (state.published) said.push(funnel.published ? say('trial.only_published', { count: funnel.published, mean: signed(funnel.publishedMean ?? 0) }) : say('trial.none_published'));
  if (study.design !== 'before-after' && needed !== null) said.push(say('trial.needed', { n: needed }));
  return said.join(' ');
}
