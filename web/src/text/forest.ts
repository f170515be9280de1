/** The sentence under a forest plot, and its numbers in words. */
import type { ForestState, Summary } from '../figures/forest-state.ts';
import type { ForestQuestion, ForestSpec } from '../figures/spec.ts';
import type { Pooled } from '../stats/pool.ts';
import { say } from './words.ts';

/** Decimals that suit an axis of this length. */
export function decimals(span: number): number {
  return span >= 60 ? 0 : span >= 2 ? 1 : 2;
}

/** A number with fixed decimals and a true minus; never "−0.0". */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? (0).toFixed(digits) : text).replace('-', '−');
}

/** "−5.3 to −2.9". */
export function interval(low: number, high: number, digits: number): string {
  return say('forest.interval', { low: fixed(low, digits), high: fixed(high, digits) });
}

/** "21 %", with a decimal below one. */
export function percent(share: number): string {
  const value = share * 100;
  return say('forest.percent', { n: value > 0 && value < 1 ? fixed(value, 1) : fixed(value, 0) });
}

const list = (names: string[]) => (names.length > 1 ? say('setting.join', { a: names.slice(0, -1).join(', '), b: names[names.length - 1] as string }) : names[0] ?? '');

const holdsZero = (p: Pooled) => p.low <= 0 && p.high >= 0;

function scope(spec: ForestSpec, { trials }: Summary, asked: ForestQuestion | null): string {
  if (asked?.phrase) return asked.phrase;
  const [only] = trials, kind = spec.measure;
  if (trials.length === 1 && only) return say('forest.in_one', { label: only.label });
  return say(trials.length === spec.trials.length ? `forest.in_all_${kind}` : `forest.in_some_${kind}`, { n: trials.length, total: spec.trials.length });
}

/** What the pool says, what a new trial would find, and what all trials gave. */
function pooledSentence(spec: ForestSpec, state: ForestState, summary: Summary, pooled: Pooled, first: Pooled | null, asked: ForestQuestion | null, digits: number): string {
  const down = pooled.estimate < 0, size = fixed(Math.abs(pooled.estimate), digits), none = Number(size) === 0;
  const toBetter = down === (spec.better === 'lower');
  const verb = say(spec.measure === 'change' ? (down ? 'forest.falls' : 'forest.rises') : spec.better === 'lower' ? 'forest.falls' : 'forest.rises');
  const what = { scope: scope(spec, summary, asked), outcome: spec.outcome, verb, size: `${size} ${spec.unit}`, treatment: spec.treatment, comparator: spec.comparator };
  const kind = none ? 'same' : spec.measure === 'change' ? 'change' : toBetter ? 'more' : 'less';
  let text = say(kind === 'same' ? `forest.same_${spec.measure}` : `forest.${kind}`, what);
  const notes = [say('forest.ci', { interval: interval(pooled.low, pooled.high, digits) })];
  if (spec.measure === 'difference' && holdsZero(pooled)) notes.push(say('forest.holds_zero'));
  text += ` (${notes.join('; ')})`;
  if (first && state.chosen.join() !== spec.start.chosen.join()) text += say(`forest.start_${spec.measure}`, { n: spec.start.chosen.length, estimate: fixed(first.estimate, digits) });
  text += say('sentence.end');
  if (pooled.k === 1) return `${text} ${say(`forest.one_${spec.measure}`)}`;
  if (state.model === 'fixed') return `${text} ${say(`forest.one_truth_${spec.measure}`)}`;
  if (!pooled.prediction) return `${text} ${say(`forest.too_few_${spec.measure}`)}`;
  return `${text} ${say(`forest.then_${spec.measure}`, { low: fixed(pooled.prediction[0], digits), high: fixed(pooled.prediction[1], digits) })}`;
}

/** Which trial moves the pool most, how far it can move, and whether its interval crosses 0 on the way. */
function othersSentence(summary: Summary, pooled: Pooled, digits: number): string {
  const rows = summary.trials.map(t => ({ label: t.label, without: summary.without[t.id] as Pooled }));
  const moved = rows.reduce((most, r) => (Math.abs(r.without.estimate - pooled.estimate) > Math.abs(most.without.estimate - pooled.estimate) ? r : most));
  const estimates = rows.map(r => r.without.estimate), crossing = holdsZero(pooled), other = rows.filter(r => holdsZero(r.without) !== crossing).map(r => r.label);
  const end = other.length === 0 ? say(crossing ? 'forest.still_zero' : 'forest.never_zero') : say(crossing ? 'forest.then_clear' : 'forest.then_zero', { labels: list(other) });
  return say('forest.others', { label: moved.label, from: fixed(pooled.estimate, digits), to: fixed(moved.without.estimate, digits), low: fixed(Math.min(...estimates), digits), high: fixed(Math.max(...estimates), digits), end });
}

/** One plain statement that is true of the plot's present state; `first` is the pool at the start. */
export function describeForest(spec: ForestSpec, state: ForestState, summary: Summary, first: Pooled | null, asked: ForestQuestion | null, digits: number): string {
  const { pooled, trials } = summary;
  if (!pooled) return say('forest.none');
  if (!state.leave_one_out) return pooledSentence(spec, state, summary, pooled, first, asked, digits);
  if (pooled.k === 1) return say('forest.nothing_left', { label: trials[0]?.label ?? '' });
  return othersSentence(summary, pooled, digits);
}
