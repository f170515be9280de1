/** Rules of scoring as `restlesslegs.plms.rules` gives them (`Rules.data()`); their numbers stand in Python alone. Times in seconds. */
export interface Rules {
  id: string;
  title: string;
  /** Of a movement of one leg, or of each part of one of both; the bounds themselves are allowed, here and below. */
  durationMin: number;
  durationMax: number;
  /** Of a movement of both legs, and how many parts it may have; null where the rules set none. */
  togetherMax: number | null;
  partsMax: number | null;
  /** "gap": less than `joinWithin` lies between end and start. "onsets": both legs start less than that after the first of them. */
  join: 'gap' | 'onsets';
  joinWithin: number;
  /** A movement of one leg has ended only when the leg has rested so long. */
  rest: number;
  intervalMin: number;
  intervalMax: number;
  seriesMin: number;
  /** Whether too short an interval ends the series, or the later movement is passed over. */
  shortInterval: 'ends' | 'skips';
  /** For which reasons a movement that is no candidate ends a series; others are passed over. */
  ending: string[];
  periodicMin: number;
  periodicMax: number;
  periodicRun: number;
  breathing: { start: 'onset' | 'end'; before: number; after: number } | null;
}
