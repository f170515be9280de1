/**
 * A plan: what is done when, and what a model makes of it. The same rules stand in Python
 * (`restlesslegs/widgets/plan.py`); a test holds both together.
 */
import { clock, number, say } from '../text/words.ts';
import type { DoseEvent } from '../solver/types.ts';
import type { Settings } from './run.ts';
import type { LaneSpec, Plan, ScheduleSpec } from './spec.ts';

/** Hours of a year; runs longer than two of them are told in years. */
export const YEAR = 8760, YEARS = 2 * YEAR;

/** Even steps of a run's outputs, and how long before an event the state before it is read (h). */
const STEPS = 480, JUST_BEFORE = 1e-3;

/** What a dose of a lane is, in the first state's unit. */
export function amountOf(lane: LaneSpec, settings: Settings): number {
  const amount = Object.values(lane.dose)[0];
  return typeof amount === 'string' ? (settings[amount] as number) : (amount ?? NaN);
}

/** Doses from `first` on, `every` so many hours, within the run. */
export function regular(first: number, every: number, hours: number, most: number): number[][] {
  const count = Math.min(most, Math.floor((hours - first) / every - 1e-9) + 1);
  return Array.from({ length: count }, (_, k) => [first + k * every]);
}

/** At each end of a span, what holds from then on (the later lane has the last word); at each dose, what is added. */
export function eventsOf(spec: ScheduleSpec, plan: Plan, settings: Settings): DoseEvent[] {
  const spans = spec.lanes.filter(l => l.kind === 'span'), events: DoseEvent[] = [];
  if (spans.length) {
    const ends = new Set([0]);
    for (const lane of spans) for (const row of plan[lane.id] ?? []) for (const t of row) if (t < spec.hours) ends.add(t);
    for (const time of [...ends].sort((a, b) => a - b)) {
      const set = { ...spec.base };
      for (const lane of spans) if (holds(plan[lane.id] ?? [], time)) Object.assign(set, lane.inside);
      events.push({ time, set });
    }
  }
  for (const lane of spec.lanes) {
    if (lane.kind !== 'dose') continue;
    const add = Object.fromEntries(Object.entries(lane.dose).map(([state, amount]) => [state, typeof amount === 'string' ? (settings[amount] as number) : amount]));
    for (const row of plan[lane.id] ?? []) events.push({ time: row[0] as number, add });
  }
  return events;
}

export function holds(rows: number[][], time: number): boolean {
  return rows.some(([from, to]) => (from as number) <= time && time < (to as number));
}

/** Output times of a run: even ones, and both sides of whatever happens. */
export function gridOf(plan: Plan, hours: number): Float64Array {
  const times = new Set<number>();
  for (let k = 0; k <= STEPS; k++) times.add((hours * k) / STEPS);
  for (const rows of Object.values(plan)) for (const row of rows) for (const t of row) {
    times.add(t);
    if (t >= JUST_BEFORE) times.add(t - JUST_BEFORE);
  }
  const ordered = [...times].sort((a, b) => a - b);
  return Float64Array.from(ordered.filter((t, k) => k === 0 || t - (ordered[k - 1] as number) > 1e-9));
}

/** The nearest place for one row of a lane: on the lane's steps, inside the run, clear of its neighbours; null if there is none. */
export function fitted(lane: LaneSpec, rows: number[][], index: number, wanted: number[], hours: number): number[] | null {
  const before = rows[index - 1], after = rows[index + 1];
  const low = before ? (before[before.length - 1] as number) : 0, high = after ? (after[0] as number) : hours;
  const snap = (t: number) => Math.round(t / lane.step) * lane.step;
  if (lane.kind === 'dose') {
    // Two doses at one time would be one.
    const least = before ? low + lane.step : 0, most = after ? high - lane.step : hours;
    return least > most ? null : [Math.min(Math.max(snap(wanted[0] as number), least), most)];
  }
  const [from, to] = wanted as [number, number], old = rows[index] as [number, number] | undefined;
  const moved = !!old && Math.abs(to - from - (old[1] - old[0])) < 1e-9;
  if (high - low < lane.step) return null;
  if (moved) {
    const length = Math.min(to - from, high - low), start = Math.min(Math.max(snap(from), low), high - length);
    return [start, start + length];
  }
  const start = Math.min(Math.max(snap(from), low), high - lane.step);
  return [start, Math.min(Math.max(snap(to), start + lane.step), high)];
}

/** A new row in the widest gap of a lane, or null if it is full. */
export function freePlace(lane: LaneSpec, rows: number[][], hours: number): number[] | null {
  if (rows.length >= lane.most) return null;
  const ends = [[0, 0], ...rows, [hours, hours]];
  let best: [number, number] | null = null;
  for (let i = 1; i < ends.length; i++) {
    const from = ends[i - 1]![ends[i - 1]!.length - 1] as number, to = ends[i]![0] as number;
    if (!best || to - from > best[1] - best[0]) best = [from, to];
  }
  if (!best || best[1] - best[0] < 2 * lane.step) return null;
  const middle = Math.round((best[0] + best[1]) / 2 / lane.step) * lane.step;
  if (lane.kind === 'dose') return [middle];
  const half = Math.max(lane.step / 2, Math.min(Math.max(1, hours / 50), (best[1] - best[0]) / 4));
  const from = Math.round((middle - half) / lane.step) * lane.step;
  return [from, Math.max(from + lane.step, Math.round((middle + half) / lane.step) * lane.step)];
}

/** A time of the plan in words: by the clock, with the day where the run is longer than one; else hours or days. */
export function timeWords(spec: Pick<ScheduleSpec, 'clock' | 'hours'>, time: number): string {
  if (spec.clock === null && spec.hours > YEARS) return say('plan.year', { n: number(time / YEAR) });
  if (spec.clock === null) return spec.hours > 60 * 24 ? say('plan.week', { n: number(time / 168) }) : spec.hours > 72 ? say('plan.day', { n: number(time / 24) }) : say('figure.hours', { n: number(time) });
  const day = dayOf(spec.clock, time);
  return spec.hours > 24.01 ? say('plan.clock_day', { time: clock(time + spec.clock), day }) : clock(time + spec.clock);
}

const dayOf = (start: number, time: number) => Math.floor((time + start + 1e-9) / 24) + 1;

/** One row in words: "23:00 to 07:00". */
export function rowWords(spec: Pick<ScheduleSpec, 'clock' | 'hours'>, row: number[]): string {
  const [from, to] = row.map(t => timeWords(spec, t)) as [string, string | undefined];
  if (to === undefined) return from;
  const day = spec.clock === null ? NaN : dayOf(spec.clock, row[0]!);
  const within = spec.hours > 24.01 && day === dayOf(spec.clock ?? 0, row[1]! - 1e-6);
  return within ? say('plan.within_day', { from: clock(row[0]! + (spec.clock ?? 0)), to: clock(row[1]! + (spec.clock ?? 0)), day }) : say('plan.from_to', { from, to });
}

/** The whole plan in words, for the sentence: lanes that hold nothing are left out. */
export function planWords(spec: ScheduleSpec, plan: Plan): string {
  const parts: string[] = [];
  for (const lane of spec.lanes) {
    const rows = plan[lane.id] ?? [];
    if (!rows.length || !lane.told) continue;
    if (lane.kind === 'dose') {
      const gaps = rows.slice(1).map((r, i) => (r[0] as number) - (rows[i]![0] as number)), even = gaps.length > 0 && gaps.every(g => Math.abs(g - gaps[0]!) < 1e-6);
      const told = { n: rows.length, noun: rows.length === 1 ? lane.noun : lane.plural };
      if (!even) parts.push(say('plan.doses', told));
      else if (gaps[0]! >= 72) parts.push(say('plan.doses_every_days', { ...told, days: number(gaps[0]! / 24) }));
      else parts.push(say('plan.doses_every', { ...told, hours: number(gaps[0]!) }));
    } else {
      parts.push(`${lane.noun} ${spansInWords(spec, rows)}`);
    }
  }
  return parts.length ? parts.join('; ') : say('plan.empty');
}

/** Spans by the clock. What comes back every day is said once; one that the run cuts is left out if it comes back whole. */
function spansInWords(spec: ScheduleSpec, rows: number[][]): string {
  const whole = rows.filter(([from, to]) => (from as number) > 0 && (to as number) < spec.hours), told = spec.clock !== null && whole.length ? whole : rows;
  const daily = new Map<string, { n: number; row: number[] }>();
  for (const row of told) {
    const words = rowWords(spec.clock === null ? spec : { ...spec, hours: 24 }, row);
    daily.set(words, { n: (daily.get(words)?.n ?? 0) + 1, row });
  }
  const parts = [...daily].map(([words, { n, row }]) => (n > 1 ? say('plan.daily', { words, n }) : rowWords(spec, row))), shown = parts.slice(0, 2);
  return shown.join(say('plan.and')) + (parts.length > 2 ? ` ${say('plan.more', { n: parts.length - 2 })}` : '');
}

const written = (t: number) => String(Number(t.toFixed(4)));

/** "sleep:0-7_23-31": the lanes that differ from the figure's own plan. */
export function encodePlan(lanes: LaneSpec[], plan: Plan, own: Plan): string[] {
  const text = (rows: number[][]) => rows.map(r => r.map(written).join('-')).join('_') || 'none';
  return lanes.filter(l => text(plan[l.id] ?? []) !== text(own[l.id] ?? [])).map(l => `${l.id}:${text(plan[l.id] ?? [])}`);
}

/** The reverse for one lane. Throws an Error whose message names what is wrong. */
export function decodeLane(lane: LaneSpec, text: string, hours: number): number[][] {
  if (text === 'none') return [];
  const rows = text.split('_').map(part => part.split('-').map(t => (t.trim() === '' ? NaN : Number(t)))).sort((a, b) => (a[0] as number) - (b[0] as number));
  if (rows.length > lane.most) throw new Error(say('plan.too_many', { lane: lane.id, n: rows.length, most: lane.most }));
  let end = -1;
  for (const row of rows) {
    const right = row.length === (lane.kind === 'span' ? 2 : 1) && row.every(t => Number.isFinite(t) && t >= 0 && t <= hours) && (row.length === 1 || row[0]! < row[1]!);
    if (!right) throw new Error(say('plan.bad_row', { lane: lane.id, row: row.map(t => (Number.isNaN(t) ? '?' : String(t))).join('-'), hours }));
    if (row[0]! < end || (row.length === 1 && row[0] === end)) throw new Error(say('plan.overlap', { lane: lane.id }));
    end = row[row.length - 1] as number;
  }
  return rows;
}
