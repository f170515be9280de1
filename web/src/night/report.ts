/** What is told of a scored night. `restlesslegs.plms.report` is the same in Python; a test holds the two together. */
import { nightEnd, sleepHours, slack, wakeHours, type Hypnogram } from './recording.ts';
import type { Rules } from './rules.ts';
import type { Scored, ScoredNight } from './score.ts';

/** Width of a bar of the histogram of intervals, in seconds. */
export const BIN = 2;

/** Counts and rates; a rate whose denominator is 0 is null. */
export interface Report {
  movements: number;
  /** Candidates and series of the whole night. */
  clm: number;
  plmSeries: number;
  /** Movements of series that begin asleep and awake, and how many an hour of it. */
  plms: number;
  plmw: number;
  plmsIndex: number | null;
  plmwIndex: number | null;
  sleepHours: number;
  wakeHours: number;
  /** How many intervals were measured, and the share of them, 0 to 1, that lie in runs of periodic ones. */
  intervals: number;
  periodicityIndex: number | null;
  /** Intervals by bars of 2 s, up to the longest periodic one, which belongs to the last bar. */
  histogram: number[];
  /** `plms` by the hour, from the start of the hypnogram. */
  byHour: number[];
  /** Share of candidates that are of both legs, and their mean duration in seconds. */
  bothLegs: number | null;
  durationMean: number | null;
  /** Without candidates linked to breathing; null if that was not looked at. */
  plmsNr: number | null;
  plmsNrIndex: number | null;
}

const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
const asleep = (events: Scored[]) => events.filter(e => e.series > 0 && e.stage !== 'W');

/** Intervals in runs of periodic intervals, by all that were measured; null without any. */
export function periodicity(events: Scored[], rules: Rules, margin: number): number | null {
  let total = 0, inRuns = 0, run = 0;
  const close = () => { if (run >= rules.periodicRun) inRuns += run; run = 0; };
  for (const { refused, interval } of events) {
    if (refused) continue;
    if (interval !== null) total++;
    if (interval !== null && interval >= rules.periodicMin - margin && interval <= rules.periodicMax + margin) run++;
    else close();
  }
  close();
  return share(inRuns, total);
}

export function report(night: ScoredNight, hypnogram: Hypnogram, rules: Rules): Report {
  const { events } = night, end = nightEnd(hypnogram), margin = slack([hypnogram.start, end, ...events.map(e => e.end)]);
  const measured = events.flatMap(e => e.interval ?? []), candidates = events.filter(e => !e.refused), sleeping = asleep(events);
  const histogram = new Array<number>(Math.ceil(rules.periodicMax / BIN)).fill(0), byHour = new Array<number>(Math.ceil((end - hypnogram.start) / 3600)).fill(0);
  const count = (bars: number[], place: number) => { const bar = Math.min(Math.floor(place), bars.length - 1); bars[bar] = (bars[bar] as number) + 1; };
  for (const interval of measured) if (interval <= rules.periodicMax + margin) count(histogram, (interval + margin) / BIN);
  for (const { onset } of sleeping) count(byHour, (onset - hypnogram.start + margin) / 3600);
  const plmw = events.filter(e => e.series > 0 && e.stage === 'W').length, hours = sleepHours(hypnogram), awake = wakeHours(hypnogram);
  const plmsNr = night.withoutBreathing && asleep(night.withoutBreathing).length;
  return {
    movements: events.length, clm: candidates.length, plmSeries: Math.max(0, ...events.map(e => e.series)),
    plms: sleeping.length, plmw, plmsIndex: share(sleeping.length, hours), plmwIndex: share(plmw, awake), sleepHours: hours, wakeHours: awake,
    intervals: measured.length, periodicityIndex: periodicity(events, rules, margin), histogram, byHour,
    bothLegs: share(candidates.filter(e => e.side === 'B').length, candidates.length),
    durationMean: share(candidates.reduce((sum, e) => sum + (e.end - e.onset), 0), candidates.length),
    plmsNr, plmsNrIndex: plmsNr === null ? null : share(plmsNr, hours),
  };
}
