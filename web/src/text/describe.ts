/** The sentence under a figure: one plain statement that is true of its present state. */
import type { Control, ExplorerSpec, Question } from '../figures/spec.ts';
import type { Course, Settings } from '../figures/run.ts';
import { clock, compare, duration, number, ratio, say } from './words.ts';

/** "With the enzyme at 0.5 × normal and the transporter at 0.7 × normal". */
export function settingPhrase(controls: Control[], settings: Settings): string {
  const moved = controls.filter(c => Math.abs((settings[c.name] ?? c.normal) - c.normal) > 1e-9);
  if (!moved.length) return say('setting.normal');
  const parts = moved.map(c => {
    const value = settings[c.name] as number;
    return value === 0 ? say('setting.zero', { control: c.noun }) : say('setting.value', { control: c.noun, value: `${number(value)} ${c.unit}`.trim() });
  });
  const last = parts.pop() as string;
  return say('setting.one', { a: parts.length ? say('setting.join', { a: parts.join(', '), b: last }) : last });
}

/** Largest distance from normal along the way, as a share. */
function strays(values: Float64Array, normal: number): number {
  return values.reduce((most, v) => Math.max(most, Math.abs(v / normal - 1)), 0);
}

interface Swing { low: number; high: number; from: number; to: number; hours: number }

/** Over the last day of a run: extremes, and the first spell below the line of comfort. */
export function lastDay(course: Course, values: Float64Array, line: number, start: number): Swing {
  const end = course.times[course.times.length - 1] as number;
  const found: Swing = { low: Infinity, high: -Infinity, from: NaN, to: NaN, hours: 0 };
  // Noon to noon, so that one night is one spell.
  const begin = end - 24;
  for (let i = 1; i < course.times.length; i++) {
    const t = course.times[i] as number, before = course.times[i - 1] as number;
    if (before < begin - 1e-9) continue;
    const v = values[i] as number, u = values[i - 1] as number;
    found.low = Math.min(found.low, v, u);
    found.high = Math.max(found.high, v, u);
    if (u < line && v < line) found.hours += t - before;
    else if ((u < line) !== (v < line)) {
      const share = (line - u) / (v - u), crossing = before + share * (t - before);
      found.hours += u < line ? crossing - before : t - crossing;
      if (v < line) found.from = crossing + start; else found.to = crossing + start;
    }
  }
  return found;
}

/** The sentence for a run of an explorer at output `at`. */
export function describe(spec: Pick<ExplorerSpec, 'controls' | 'readouts' | 'hours' | 'comfort' | 'clock'>, settings: Settings, course: Course, normal: Record<string, number>, at: number, asked: Question | null = null): string {
  const setting = asked?.phrase || settingPhrase(spec.controls, settings);
  const [first, second] = asked?.tell.length ? spec.readouts.filter(r => asked.tell.includes(r.name)) : spec.readouts;
  if (!first) return '';
  const value = (name: string) => (course.values[name]?.[at] as number) / (normal[name] as number);
  const time = duration(course.times[at] as number);
  const what = first.noun, now = value(first.name), compared = compare(now), shown = `${ratio(now)} ${say('figure.times_normal')}`;
  let text: string;
  if (spec.comfort && spec.clock !== null) {
    const run = (course.values[first.name] as Float64Array).map(v => v / (normal[first.name] as number));
    const day = lastDay(course, run, spec.comfort.value, spec.clock);
    text = say('sentence.swing', { setting, what, low: ratio(day.low), high: ratio(day.high) });
    if (day.hours === 0) text += say('sentence.never_below');
    else if (day.hours > 23.99) text += say('sentence.always_below');
    else text += say('sentence.below_from', { hours: duration(Math.round(day.hours)), from: clock(Math.round(day.from * 4) / 4), to: clock(Math.round(day.to * 4) / 4) });
    return text + say('sentence.end');
  }
  if (asked?.events.length) {
    const percent = number(strays(course.values[first.name] as Float64Array, normal[first.name] as number) * 100, 2);
    text = say('sentence.during', { setting, what, percent, compare: compared, time });
  } else text = say('sentence.settles', { setting, what, compare: compared, time, value: shown });
  if (second) text += say('sentence.second', { what: second.noun, compare: compare(value(second.name)) });
  return text + say('sentence.end');
}
