/** Rules for the tests of this folder. They are nobody's: that the scorer goes by what it is given is part of what is tested. */
import type { Rules } from './rules.ts';
import type { Hypnogram, Leg, Movement } from './recording.ts';

export const RULES: Rules = {
  id: 'test', title: 'Rules for tests', durationMin: 1, durationMax: 6, togetherMax: 8, partsMax: 3, join: 'gap', joinWithin: 0.7, rest: 0.7, intervalMin: 12, intervalMax: 40, seriesMin: 3,
  shortInterval: 'ends', ending: ['too-short', 'too-long', 'too-long-together', 'part-too-long', 'too-many-parts'], periodicMin: 12, periodicMax: 40, periodicRun: 2,
  breathing: { start: 'end', before: 1, after: 5 },
};

export const NIGHT: Hypnogram = { start: 0, stages: [...new Array<'W'>(4).fill('W'), ...new Array<'N2'>(116).fill('N2')] };

export const at = (onsets: number[], duration = 2, leg: Leg = 'L'): Movement[] => onsets.map(onset => ({ onset, duration, leg }));
