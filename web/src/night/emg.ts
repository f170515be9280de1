/**
 * The muscle signal of the shin as electrodes would show it: noise of the resting muscle, louder while the leg moves.
 * Conceptual; `restlesslegs.plms.emg` gives the same samples in Python.
 */
import { draw, nthNormal } from '../stats/random.ts';
import { endOf, type Leg, type Movement } from './recording.ts';

export interface Stretch {
  /** In seconds. */
  from: number;
  to: number;
  /** Samples a second. */
  rate: number;
  seed: number;
}

/** Standard deviation of the signal at rest, in microvolts. */
export const REST_LEVEL = 1.5;

const STREAMS = { L: 1000, R: 2000 }, SIZES = { L: 100_000, R: 200_000 };

/** How strong a movement is at a time, 0 to 1: it rises within a tenth of a second, wanes slowly and ends quickly. */
function strength(time: number, movement: Movement): number {
  const since = time - movement.onset, left = endOf(movement) - time;
  if (since < 0 || left < 0) return 0;
  const rise = Math.min(1, 0.5 + since / 0.2), fall = Math.min(1, 0.3 + left / 0.3);
  return rise * fall * (1 - (0.4 * since) / movement.duration);
}

/**
 * The signal of one leg in a stretch of the night, in microvolts, one number each sample from `from` on. A moment looks the
 * same whichever stretch shows it, if `from` is a whole number of samples; a movement keeps its strength if `movements` are
 * all of the night's.
 */
export function emg(movements: Movement[], leg: Leg, { from, to, rate, seed }: Stretch): number[] {
  const first = Math.ceil(from * rate - 1e-6), count = Math.max(0, Math.ceil(to * rate - 1e-6) - first);
  const level = new Array<number>(count).fill(REST_LEVEL);
  movements.filter(m => m.leg === leg).forEach((m, n) => {
    if (endOf(m) < from || m.onset > to) return;
    const size = draw(seed, SIZES[leg] + n).lognormal(60, 0.4);
    const begin = Math.max(0, Math.floor(m.onset * rate) - first - 1), end = Math.min(count, Math.ceil(endOf(m) * rate) - first + 2);
    for (let i = begin; i < end; i++) level[i] = (level[i] as number) + size * strength((first + i) / rate, m);
  });
  return level.map((sd, i) => sd * nthNormal(seed, STREAMS[leg], first + i));
}
