/** Numbers read off a run, for a figure's sentence and table. The same rules stand in Python (`restlesslegs/widgets/plan.py`). */
import { clock, duration, number, say } from '../text/words.ts';
import { amountOf, holds } from './plan.ts';
import type { Course, Settings } from './run.ts';
import type { MeasureSpec, Plan, ScheduleSpec } from './spec.ts';

type Values = ArrayLike<number>;

const reads: Record<string, (t: Values, x: Values, level: number) => number> = {
  final: (_t, x) => { for (let i = x.length - 1; i >= 0; i--) if (!Number.isNaN(x[i]!)) return x[i]!; return NaN; },
  peak: (_t, x) => x[extreme(x, 1)]!,
  trough: (_t, x) => x[extreme(x, -1)]!,
  mean: (t, x) => over(t, x, (u, v) => (u + v) / 2) / over(t, x, () => 1),
  'time of peak': (t, x) => t[extreme(x, 1)]!,
  'time of trough': (t, x) => t[extreme(x, -1)]!,
  'hours above': (t, x, level) => over(t, x, (u, v) => {
    const low = Math.min(u, v), high = Math.max(u, v);
    return low >= level ? 1 : Math.min(1, Math.max(0, (high - level) / (high > low ? high - low : 1)));
  }),
  'first above': (t, x, level) => {
    for (let i = 0; i < x.length; i++) {
      if (!(x[i]! >= level)) continue;
      const before = i ? x[i - 1]! : NaN;
      return Number.isNaN(before) ? t[i]! : t[i - 1]! + ((level - before) / (x[i]! - before)) * (t[i]! - t[i - 1]!);
    }
    return NaN;
  },
};

/** Index of the largest (`sign` 1) or smallest value that is a number. */
function extreme(x: Values, sign: number): number {
  let best = -1;
  for (let i = 0; i < x.length; i++) if (!Number.isNaN(x[i]!) && (best < 0 || sign * x[i]! > sign * x[best]!)) best = i;
  return best;
}

/** Sum over neighbouring samples, both of them numbers, of the gap in time times `part`. */
function over(t: Values, x: Values, part: (u: number, v: number) => number): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) if (!Number.isNaN(x[i]!) && !Number.isNaN(x[i - 1]!)) sum += (t[i]! - t[i - 1]!) * part(x[i - 1]!, x[i]!);
  return sum;
}

function at(times: Values, values: Values, time: number): number {
  let low = 0, high = times.length - 1;
  while (high - low > 1) { const middle = (low + high) >> 1; if (times[middle]! <= time) low = middle; else high = middle; }
  const span = times[high]! - times[low]!;
  return values[low]! + (span ? (Math.min(1, Math.max(0, (time - times[low]!) / span))) * (values[high]! - values[low]!) : 0);
}

/** By how much a growing quantity grew from each dose to the next, or to the end of the run. */
export function gainsOf(times: Values, values: Values, rows: number[][], hours: number): number[] {
  const ends = [...rows.map(r => r[0] as number), hours].map(t => at(times, values, t));
  return ends.slice(1).map((v, i) => v - ends[i]!);
}

/** One measure; NaN where there is nothing to read. */
export function measured(measure: MeasureSpec, run: Course, spec: ScheduleSpec, plan: Plan, settings: Settings): number {
  const { times } = run, values = run.values[measure.readout] as Float64Array, all = measure.lane ? plan[measure.lane] ?? [] : [];
  const rows = measure.span === null ? all : all.slice(measure.span).slice(0, 1);
  if (/gain|share/.test(measure.what)) {
    const gains = gainsOf(times, values, rows, spec.hours), total = values[values.length - 1]! - values[0]!;
    if (!gains.length) return measure.what.startsWith('gain') ? 0 : NaN;
    const dose = amountOf(spec.lanes.find(l => l.id === measure.lane)!, settings);
    if (measure.what === 'gain') return total;
    if (measure.what === 'gain a day') return (total * 24) / spec.hours;
    if (measure.what === 'share') return (100 * total) / (dose * rows.length);
    return (100 * gains[measure.what === 'first share' ? 0 : gains.length - 1]!) / dose;
  }
  const inside = values.map((v, i) => (times[i]! >= measure.after - 1e-9 && times[i]! <= (measure.until ?? spec.hours) + 1e-9 && (!measure.lane || holds(rows, times[i]!)) ? v : NaN));
  if (inside.every(Number.isNaN)) return NaN;
  return reads[measure.what]!(times, inside, measure.level ?? NaN);
}

/** A measure in words. */
export function measureWords(measure: MeasureSpec, value: number, spec: Pick<ScheduleSpec, 'clock'>): string {
  if (Number.isNaN(value)) return measure.never;
  if (measure.form === 'clock') return clock(Math.round(value * 12) / 12 + (spec.clock ?? 0));
  if (measure.form === 'hours') return duration(Math.round(value * 10) / 10);
  if (measure.form === 'percent') return say('plan.percent', { n: number(value, 2) });
  if (measure.form === 'share') return say('plan.percent', { n: number(Math.round(value * 1000) / 10, 2) });
  const power = 10 ** measure.decimals;
  return `${number(Math.round(value * power) / power, 6)}${measure.unit ? ` ${measure.unit}` : ''}`;
}
