/** The state of a trace: what is marked, by which rules it is judged, why, and how an address holds it. */
import { bursts, verdicts, type Burst, type Verdict } from '../night/bursts.ts';
import { EPOCH, type Hypnogram } from '../night/recording.ts';
import type { Rules } from '../night/rules.ts';
import { score, type Scored } from '../night/score.ts';
import { crossTable, kappa } from '../stats/kappa.ts';
import { number, say } from '../text/words.ts';
import type { TraceSpec } from './spec.ts';

export interface TraceState {
  /** Numbers of the marked bursts, from 1, in order. */
  marks: number[];
  committed: boolean;
  /** Id of the rules. */
  rules: string;
}

export const startOf = (spec: TraceSpec): TraceState => ({ marks: [], committed: false, rules: spec.rules[0]!.id });

export const hypnogramOf = (spec: TraceSpec): Hypnogram => ({ start: 0, stages: new Array<TraceSpec['stage']>(Math.round(spec.seconds / EPOCH)).fill(spec.stage) });

/** What can be marked: movements joined as the first rules join them. */
export const burstsOf = (spec: TraceSpec): Burst[] => bursts(spec.movements, hypnogramOf(spec), spec.rules[0]!);

export interface Judged { rules: Rules; events: Scored[]; verdicts: Verdict[] }

/** The bursts as the rules called `id` judge them. */
export function judge(spec: TraceSpec, found: Burst[], id: string): Judged {
  const rules = spec.rules.find(r => r.id === id) ?? spec.rules[0]!, { events } = score(spec.movements, hypnogramOf(spec), rules);
  return { rules, events, verdicts: verdicts(found, events) };
}

export interface Marking {
  same: number;
  /** Rows: marked, not marked; columns: counted, not counted. */
  table: number[][];
  kappa: number | null;
}

export function compareMarks(found: Burst[], marks: number[], given: Verdict[]): Marking {
  const table = crossTable(found.map(b => Number(!marks.includes(b.number))), given.map(v => Number(!v.counted)), 2);
  return { same: table[0]![0]! + table[1]![1]!, table, kappa: kappa(table) };
}

/** "0:00" from seconds. */
export const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

const seconds = (value: number) => say('trace.seconds', { n: number(value, value < 10 ? 2 : 3) });

/** A few letters for a verdict, to stand under the burst. */
export function tag({ counted, why }: Verdict, rules: Rules): string {
  if (counted) return say('trace.tag.counts');
  const few = ['only-one', 'only-two', 'only-three'].indexOf(why);
  return few >= 0 ? say('trace.tag.few', { n: few + 1, needed: rules.seriesMin }) : say(`trace.tag.${why}`);
}

const refusedWords = (event: Scored | undefined) => say(`trace.refused.${event?.refused || 'too-long'}`);

/** What cut a run off before the event at `place`: how its first movement follows the one before. */
function cutBefore(events: Scored[], place: number, rules: Rules): string {
  const first = events[place] as Scored;
  if (first.link === 'interval-short') return say('trace.cut.before_short', { interval: seconds(first.interval as number), least: seconds(rules.intervalMin) });
  if (first.link === 'interval-long') return say('trace.cut.before_long', { interval: seconds(first.interval as number), most: seconds(rules.intervalMax) });
  return first.link === 'after-non-candidate' ? say('trace.cut.before_other', { refused: refusedWords(events.slice(0, place).reverse().find(e => rules.ending.includes(e.refused))) }) : '';
}

/** What ended the run after its last movement. */
function cutAfter(events: Scored[], last: number, rules: Rules): string {
  for (const next of events.slice(last + 1)) {
    if (next.refused) {
      if (rules.ending.includes(next.refused)) return say('trace.cut.after_other', { at: minutes(next.onset), refused: refusedWords(next) });
    } else if (next.link === 'interval-short') return say('trace.cut.after_short', { interval: seconds(next.interval as number), least: seconds(rules.intervalMin) });
    else if (next.link === 'interval-long') return say('trace.cut.after_long', { interval: seconds(next.interval as number), most: seconds(rules.intervalMax) });
  }
  return say('trace.cut.after_end');
}

/** Why the rules decide so on a burst, in a sentence or two. */
export function reason({ counted, why, event: place }: Verdict, { rules, events }: Judged): string {
  const event = events[place] as Scored, duration = seconds(event.end - event.onset);
  if (counted) return say('trace.reason.counts', { n: events.filter(e => e.series === event.series).length });
  if (why === 'too-short') return say('trace.reason.too-short', { duration, least: seconds(rules.durationMin) });
  if (why === 'too-long') return say('trace.reason.too-long', { duration, most: seconds(rules.durationMax) });
  if (why === 'part-too-long') return say('trace.reason.part-too-long', { most: seconds(rules.durationMax) });
  if (why === 'too-many-parts') return say('trace.reason.too-many-parts', { n: event.parts.length, most: rules.partsMax ?? 0 });
  if (why === 'too-long-together') return say('trace.reason.too-long-together', { duration, most: seconds(rules.togetherMax ?? 0) });
  if (why === 'joined') return say('trace.reason.joined', { at: minutes(event.onset), within: seconds(rules.joinWithin) });
  if (why === 'skipped' || why === 'short-start') return say(`trace.reason.${why}`, { interval: seconds(event.interval as number), least: seconds(rules.intervalMin) });
  const run = events.flatMap((e, i) => (e.run === event.run ? [i] : []));
  return [say(run.length === 1 ? 'trace.reason.alone' : 'trace.reason.few', { n: run.length, needed: rules.seriesMin }), cutBefore(events, run[0] as number, rules), cutAfter(events, run.at(-1) as number, rules)].filter(Boolean).join(' ');
}

export interface Difference { bursts: Burst[]; counted: boolean; reason: string }

/** Where reader and rules differ; neighbours that differ for one reason stand together. */
export function differences(found: Burst[], marks: number[], judged: Judged): Difference[] {
  const list: Difference[] = [];
  for (const burst of found) {
    const verdict = judged.verdicts[burst.number - 1] as Verdict, last = list.at(-1);
    if (verdict.counted === marks.includes(burst.number)) continue;
    const why = reason(verdict, judged);
    if (last?.reason === why && last.counted === verdict.counted) last.bursts.push(burst); else list.push({ bursts: [burst], counted: verdict.counted, reason: why });
  }
  return list;
}

/** "marks:1.4.7,rules:aasm,compared": only what differs from the start. */
export function encodeTrace(spec: TraceSpec, { marks, committed, rules }: TraceState): string {
  return [...(marks.length ? [`marks:${marks.join('.')}`] : []), ...(rules === spec.rules[0]!.id ? [] : [`rules:${rules}`]), ...(committed ? ['compared'] : [])].join(',');
}

/** The reverse of `encodeTrace`. Throws an Error whose message names what is wrong. */
export function decodeTrace(text: string, spec: TraceSpec): TraceState {
  const state = startOf(spec), total = burstsOf(spec).length;
  for (const part of text.split(',').filter(Boolean)) {
    const [name, value, ...rest] = part.split(':');
    if (name === 'compared' && value === undefined) { state.committed = true; continue; }
    if (value === undefined || rest.length) throw new Error(`“${part}”`);
    if (name === 'rules') {
      if (!spec.rules.some(r => r.id === value)) throw new Error(`no rules “${value}”`);
      state.rules = value;
    } else if (name === 'marks') {
      for (const one of value.split('.')) {
        if (!/^\d+$/.test(one) || Number(one) < 1 || Number(one) > total) throw new Error(`no burst “${one}”`);
      }
      state.marks = [...new Set(value.split('.').map(Number))].sort((a, b) => a - b);
    } else throw new Error(`“${name}”`);
  }
  if (state.committed && !state.marks.length) throw new Error('compared without a mark');
  return state;
}
