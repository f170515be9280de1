/** What is scored: movements, breathing events and the stages of a night. Times in seconds on one clock. */
export type Leg = 'L' | 'R';
export type Stage = 'W' | 'N1' | 'N2' | 'N3' | 'R';

export interface Movement { onset: number; duration: number; leg: Leg }
export interface Breathing { onset: number; duration: number }
/** One stage each epoch of 30 s, without a gap. */
export interface Hypnogram { start: number; stages: Stage[] }

/** Length of an epoch, in seconds. */
export const EPOCH = 30;

export const endOf = (event: { onset: number; duration: number }) => event.onset + event.duration;
export const nightEnd = (night: Hypnogram) => night.start + EPOCH * night.stages.length;

/** How far a time may miss a bound and still be on it: decimals have no exact binary form, and what is lost grows with the clock. */
export function slack(times: Iterable<number>): number {
  let largest = 0;
  for (const time of times) largest = Math.max(largest, Math.abs(time));
  return 1e-8 + 2 ** -50 * largest;
}

/** The stage at a time, null outside the night; on the bound of two epochs, the later one. */
export function stageAt(night: Hypnogram, time: number): Stage | null {
  return night.stages[Math.floor((time - night.start + slack([night.start, nightEnd(night)])) / EPOCH)] ?? null;
}

export const sleepHours = (night: Hypnogram) => night.stages.filter(stage => stage !== 'W').length / (3600 / EPOCH);
export const wakeHours = (night: Hypnogram) => night.stages.filter(stage => stage === 'W').length / (3600 / EPOCH);
