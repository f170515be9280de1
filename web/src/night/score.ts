/**
 * Scores leg movements: joins both legs, finds candidates, and finds series of periodic movements.
 * `restlesslegs.plms.score` is the same in Python; a test holds the two together.
 */
import { endOf, nightEnd, slack, stageAt, type Breathing, type Hypnogram, type Movement, type Stage } from './recording.ts';
import type { Rules } from './rules.ts';

/** A movement of one leg, or of both joined, and what the rules make of it. */
export interface Scored {
  onset: number;
  end: number;
  /** B: both. */
  side: 'L' | 'R' | 'B';
  /** Places of its movements in the input. */
  parts: number[];
  /** At its onset. */
  stage: Stage;
  /** Why it is no candidate: too-short, too-long, too-long-together, part-too-long, too-many-parts; empty for a candidate. */
  refused: string;
  /** From the start of the candidate before; null if there is none, or one that ends series lies between. */
  interval: number | null;
  /** How a candidate follows: first, after-non-candidate, fits, interval-short, interval-long, after-short, skipped. */
  link: string;
  /** Number of its run of movements, from 1; 0 if passed over or unable to begin one. */
  run: number;
  /** Number of its series, from 1; 0 if it is in none. */
  series: number;
  /** Why it is in no series: `refused`, skipped, short-start, only-one, only-two, only-three; empty if it is in one. */
  why: string;
  /** Whether it is linked to a breathing event. */
  breathing: boolean;
}

export interface ScoredNight {
  events: Scored[];
  /** Scored again without the candidates linked to breathing; null if that was not given, or the rules do not say what is linked. */
  withoutBreathing: Scored[] | null;
}

interface Joined { onset: number; end: number; sides: Set<string>; parts: number[]; longest: number }

/** Joins movements, given by onset, while less than `within` lies between. */
function chain(order: number[], movements: Movement[], within: number, margin: number): Joined[] {
  const joined: Joined[] = [];
  for (const index of order) {
    const next = movements[index] as Movement, last = joined.at(-1);
    if (last && next.onset - last.end < within - margin) {
      last.end = Math.max(last.end, endOf(next));
      last.sides.add(next.leg);
      last.parts.push(index);
      last.longest = Math.max(last.longest, next.duration);
    } else joined.push({ onset: next.onset, end: endOf(next), sides: new Set([next.leg]), parts: [index], longest: next.duration });
  }
  return joined;
}

/** Joins what begins less than `joinWithin` after the first, if both legs are among it. */
function windows(order: number[], movements: Movement[], rules: Rules, margin: number): Joined[] {
  const place = new Map(order.map((index, at) => [index, at]));
  const single = ['L', 'R'].flatMap(leg => chain(order.filter(i => movements[i]?.leg === leg), movements, rules.rest, margin)).sort((a, b) => a.onset - b.onset);
  const joined: Joined[] = [];
  for (let at = 0; at < single.length;) {
    const first = single[at] as Joined;
    let stop = at + 1;
    while (stop < single.length && (single[stop] as Joined).onset - first.onset < rules.joinWithin - margin) stop++;
    let group = single.slice(at, stop);
    if (new Set(group.flatMap(event => [...event.sides])).size === 1) group = [first];
    joined.push({
      onset: first.onset,
      end: Math.max(...group.map(event => event.end)),
      sides: new Set(group.flatMap(event => [...event.sides])),
      parts: group.flatMap(event => event.parts).sort((a, b) => (place.get(a) as number) - (place.get(b) as number)),
      longest: Math.max(...group.map(event => event.end - event.onset)),
    });
    at += group.length;
  }
  return joined;
}

function refusal(event: Joined, rules: Rules, margin: number): string {
  const duration = event.end - event.onset;
  if (duration < rules.durationMin - margin) return 'too-short';
  if (event.sides.size === 1) return duration > rules.durationMax + margin ? 'too-long' : '';
  if (event.longest > rules.durationMax + margin) return 'part-too-long';
  if (rules.partsMax !== null && event.parts.length > rules.partsMax) return 'too-many-parts';
  return rules.togetherMax !== null && duration > rules.togetherMax + margin ? 'too-long-together' : '';
}

/** Whether an event touches the window of a breathing event. */
function linked(event: Joined, breathing: Breathing[], rules: Rules, margin: number): boolean {
  const window = rules.breathing;
  return window !== null && breathing.some(b => event.onset <= endOf(b) + window.after + margin && event.end >= (window.start === 'end' ? endOf(b) : b.onset) - window.before - margin);
}

/** How a candidate follows, and whether it may begin a run if it does not join one. */
function follows(interval: number | null, since: number | null, rules: Rules, shortStart: boolean, margin: number): [string, boolean] {
  if (interval === null) return ['first', true];
  if (since === null) {   // the candidate before came too soon after another, and could not begin a run
    if (interval < rules.intervalMin - margin) return ['interval-short', shortStart];
    return [interval > rules.intervalMax + margin ? 'interval-long' : 'after-short', true];
  }
  if (since < rules.intervalMin - margin) return rules.shortInterval === 'skips' ? ['skipped', false] : ['interval-short', shortStart];
  return [since > rules.intervalMax + margin ? 'interval-long' : 'fits', true];
}

const COUNTS = ['', 'only-one', 'only-two', 'only-three'];

/** The events, by onset, with what concerns series filled in. */
function inSeries(events: Scored[], rules: Rules, shortStart: boolean, margin: number): Scored[] {
  const found = events.map(event => ({ ...event })), runs: Scored[][] = [];
  let before: Scored | null = null, open = false, broken = false;
  for (const event of found) {
    if (event.refused) {
      if (rules.ending.includes(event.refused)) { before = null; open = false; broken = true; }
      continue;
    }
    const interval: number | null = before ? event.onset - before.onset : null;
    const since = open ? event.onset - (runs.at(-1)?.at(-1) as Scored).onset : null;
    const [link, starts] = follows(interval, since, rules, shortStart, margin);
    if (link === 'fits') runs.at(-1)?.push(event);
    else if (starts) runs.push([event]);
    open = starts || link === 'skipped';
    event.interval = interval;
    event.link = link === 'first' && broken ? 'after-non-candidate' : link;
    event.why = link === 'skipped' ? 'skipped' : 'short-start';
    before = event;
    broken = false;
  }
  let number = 0;
  runs.forEach((run, at) => {
    const periodic = run.length >= rules.seriesMin;
    if (periodic) number++;
    for (const event of run) { event.run = at + 1; event.series = periodic ? number : 0; event.why = periodic ? '' : COUNTS[run.length] ?? `only-${run.length}`; }
  });
  return found;
}

/**
 * Scores a night. Movements may come in any order; those of one leg that overlap or nearly touch are joined, as those of two
 * legs are. `shortStart`: whether a movement too soon after another may begin a series. Throws a RangeError for a movement
 * that begins outside the hypnogram.
 */
export function score(movements: Movement[], hypnogram: Hypnogram, rules: Rules, { breathing = null, shortStart = true }: { breathing?: Breathing[] | null; shortStart?: boolean } = {}): ScoredNight {
  const margin = slack([hypnogram.start, nightEnd(hypnogram), ...movements.map(m => m.onset), ...movements.map(endOf)]);
  const at = (i: number) => movements[i] as Movement;
  const order = movements.map((_, i) => i).sort((a, b) => at(a).onset - at(b).onset || at(a).duration - at(b).duration || (at(a).leg < at(b).leg ? -1 : at(a).leg > at(b).leg ? 1 : 0));
  for (const m of movements) if (stageAt(hypnogram, m.onset) === null) throw new RangeError(`a movement at ${m.onset} s begins outside the hypnogram`);
  const joined = rules.join === 'gap' ? chain(order, movements, rules.joinWithin, margin) : windows(order, movements, rules, margin);
  const events = joined.map((j): Scored => {
    const refused = refusal(j, rules, margin);
    return {
      onset: j.onset, end: j.end, side: j.sides.size === 2 ? 'B' : j.sides.has('L') ? 'L' : 'R', parts: j.parts,
      stage: stageAt(hypnogram, j.onset) as Stage, refused, interval: null, link: '', run: 0, series: 0, why: refused,
      breathing: linked(j, breathing ?? [], rules, margin),
    };
  });
  return {
    events: inSeries(events, rules, shortStart, margin),
    withoutBreathing: breathing !== null && rules.breathing !== null ? inSeries(events.filter(e => e.refused || !e.breathing), rules, shortStart, margin) : null,
  };
}
