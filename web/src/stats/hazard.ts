/** How many of a hundred have had something after so many years, by a constant hazard. `restlesslegs.augmentation` is the same in Python; a test holds the two together to 1e-9. */

export interface Hazard {
  /** Hazard a year, and the ends of its 95 % interval; null where none was seen. */
  rate: number;
  low: number | null;
  high: number | null;
  /** Share of people (0 to 1) who can get it at all. */
  susceptible: number;
  /** Years up to which the study watched. */
  followed: number;
}

export interface Risk { value: number; low: number | null; high: number | null; observed: boolean }

/** Throws a RangeError for years below 0. */
export function riskAt(hazard: Hazard, years: number): Risk {
  if (!(years >= 0)) throw new RangeError(`years must be at least 0, not ${years}`);
  const after = (rate: number | null) => (rate === null ? null : 100 * hazard.susceptible * -Math.expm1(-rate * years));
  return { value: after(hazard.rate) as number, low: after(hazard.low), high: after(hazard.high), observed: years <= hazard.followed + 1e-9 };
}
