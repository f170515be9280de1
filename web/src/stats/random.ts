/** The number from 0 to 1 at one state of the generator (mulberry32). */
function mixed(state: number): number {
  let mix = Math.imul(state ^ (state >>> 15), 1 | state);
  mix = (mix + Math.imul(mix ^ (mix >>> 7), 61 | mix)) ^ mix;
  return ((mix ^ (mix >>> 14)) >>> 0) / 4294967296;
}

const STEP = 0x6d2b79f5;

/** Random numbers from 0 (included) to 1 (excluded) that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => mixed(state = (state + STEP) | 0);
}

/** What nights and trials are drawn with; `restlesslegs.draw` gives the same numbers in Python. */
export interface Draw {
  /** From 0 (included) to 1 (excluded). */
  uniform(): number;
  /** A waiting time with this mean. */
  exponential(mean: number): number;
  /** By Box and Muller; takes two of the stream. */
  normal(mean?: number, sd?: number): number;
  /** A number whose logarithm is normal around that of `median`. */
  lognormal(median: number, logSd: number): number;
}

const startOf = (seed: number, stream: number) => (seed + Math.imul(stream, 0x9e3779b9)) | 0;

/** Box and Muller. */
const bell = (first: number, second: number) => Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);

/** A stream of random numbers. Streams of one seed are unlike each other, so that more drawn from one leave the others as they are. */
export function draw(seed: number, stream = 0): Draw {
  const uniform = seeded(startOf(seed, stream));
  const normal = (mean = 0, sd = 1) => mean + sd * bell(uniform(), uniform());
  return {
    uniform, normal,
    exponential: mean => -mean * Math.log(1 - uniform()),
    lognormal: (median, logSd) => median * Math.exp(logSd * normal()),
  };
}

/** The `n`th normal number (from 0) of a stream, without drawing those before it. */
export function nthNormal(seed: number, stream: number, n: number): number {
  const state = startOf(seed, stream);
  return bell(mixed((state + Math.imul(2 * n + 1, STEP)) | 0), mixed((state + Math.imul(2 * n + 2, STEP)) | 0));
}

/** The `n`th number from 0 (included) to 1 (excluded) of a stream, counted from 0. */
export const nthUniform = (seed: number, stream: number, n: number): number => mixed((startOf(seed, stream) + Math.imul(n + 1, STEP)) | 0);
