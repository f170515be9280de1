/**
 * Bursts: what an eye sees as one twitch, whichever rules it is then judged by. Rules differ in what they join to one movement,
 * so a burst may be only a part of a movement, or more than one. `restlesslegs.plms.bursts` is the same in Python.
 */
import type { Hypnogram, Movement } from './recording.ts';
import type { Rules } from './rules.ts';
import { score, type Scored } from './score.ts';

export interface Burst {
  /** Its place in the trace, from 1. */
  number: number;
  onset: number;
  end: number;
  side: 'L' | 'R' | 'B';
  /** Places of its movements in the input. */
  parts: number[];
}

/** What rules make of a burst. */
export interface Verdict {
  counted: boolean;
  /** Why not: a code of `Scored.why`, or "joined" if it is only a part of an earlier burst's movement; empty if it counts. */
  why: string;
  /** Place of the movement among the scored events. */
  event: number;
}

/** The bursts of a trace: its movements, joined as `rules` join them. */
export function bursts(movements: Movement[], hypnogram: Hypnogram, rules: Rules): Burst[] {
  return score(movements, hypnogram, rules).events.map(({ onset, end, side, parts }, i) => ({ number: i + 1, onset, end, side, parts }));
}

/** What the rules that `events` were scored by make of each burst. */
export function verdicts(found: Burst[], events: Scored[]): Verdict[] {
  return found.map(({ parts }) => {
    const own = events.flatMap((e, i) => (parts.includes(e.parts[0] as number) ? [i] : []));
    if (!own.length) return { counted: false, why: 'joined', event: events.findIndex(e => e.parts.some(p => parts.includes(p))) };
    const event = own.find(i => (events[i] as Scored).series > 0) ?? (own[0] as number), { series, why } = events[event] as Scored;
    return { counted: series > 0, why, event };
  });
}
