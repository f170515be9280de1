/**
 * Draws nights: stages of sleep, leg movements, breathing events. A simple model of our own, described in
 * `restlesslegs.plms.night`, which draws the same nights for the same seeds; a test holds the two together to 1e-9.
 */
import { draw, type Draw } from '../stats/random.ts';
import { EPOCH, endOf, stageAt, type Breathing, type Hypnogram, type Leg, type Movement, type Stage } from './recording.ts';

/** Who sleeps; `Sleeper.data()` of Python says what each number means, and holds the presets. */
export interface Sleeper {
  /** Bouts that would begin in an hour without one, at the start of the night; times `factor`. */
  bouts: number;
  /** Hours in which that falls to 37 percent. */
  fades: number;
  /** Mean number of movements of a bout, after the first. */
  length: number;
  /** Median interval within a bout, in seconds, and the standard deviation of its logarithm. */
  interval: number;
  intervalSpread: number;
  /** Chance that a movement has a second one on its heels. */
  doublets: number;
  /** Movements an hour that belong to no bout. */
  isolated: number;
  /** Chance that the other leg moves too. */
  bothLegs: number;
  /** In REM sleep bouts begin so much more rarely. */
  rem: number;
  /** Breathing events an hour of sleep, and the chance that a movement comes with the end of one. */
  breathing: number;
  breathingMoves: number;
  /** Hours of sleep. */
  sleep: number;
  /** Of this person and this night. */
  factor: number;
}

export interface Night { movements: Movement[]; hypnogram: Hypnogram; breathing: Breathing[] }

const HYPNOGRAM = 0, BOUTS = 1, ISOLATED = 2, BREATHING = 3, PERSON = 4, NIGHT = 5;   // streams

// Sleep, in minutes: cycles that end in REM sleep, which grows, while deep sleep shrinks. Conceptual.
const CYCLE = 90, REM = 10, REM_MORE = 5, DEEP = 35, DEEP_LESS = 12, LIGHT = 5, BEFORE_DEEP = 15;

/** The stage of an undisturbed sleeper, minutes after falling asleep. */
function asleepAt(minute: number): Stage {
  const cycle = Math.floor(minute / CYCLE), within = minute - cycle * CYCLE;
  if (within >= CYCLE - (REM + REM_MORE * cycle)) return 'R';
  if (within < LIGHT) return 'N1';
  return within >= BEFORE_DEEP && within < BEFORE_DEEP + Math.max(0, DEEP - DEEP_LESS * cycle) ? 'N3' : 'N2';
}

/** The stages of the night, and when sleep begins, in seconds. */
function stagesOf(sleeper: Sleeper, d: Draw): { hypnogram: Hypnogram; asleep: number } {
  const awake = 10 + Math.floor(d.exponential(20)), stages: Stage[] = new Array<Stage>(awake).fill('W');
  const epochs = Math.round((sleeper.sleep * 3600) / EPOCH);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const minute = (epoch * EPOCH) / 60;
    // Short spells awake, mostly where a cycle ends, and light sleep after them.
    if (d.uniform() < (epoch && minute % CYCLE === 0 ? 0.7 : 0.006)) {
      for (let n = 1 + Math.floor(d.exponential(4)); n > 0; n--) stages.push('W');
      stages.push('N1');
    } else stages.push(asleepAt(minute));
  }
  for (let n = 0; n < 10; n++) stages.push('W');
  return { hypnogram: { start: 0, stages }, asleep: awake * EPOCH };
}

const duration = (d: Draw) => Math.min(9, Math.max(0.6, d.lognormal(2.6, 0.45)));

/** Adds a movement of one leg, or of both, over within `room` seconds (at least 1); returns when it is over. */
function move(time: number, sleeper: Sleeper, d: Draw, into: Movement[], room = Infinity): number {
  const first: Leg = d.uniform() < 0.5 ? 'L' : 'R', one = { onset: time, duration: Math.min(duration(d), room), leg: first };
  into.push(one);
  if (d.uniform() >= sleeper.bothLegs) return endOf(one);
  const later = Math.min(Math.abs(d.normal(0, 0.3)), room - 0.5);
  const other: Movement = { onset: time + later, duration: Math.min(duration(d), room - later), leg: first === 'L' ? 'R' : 'L' };
  into.push(other);
  return Math.max(endOf(one), endOf(other));
}

/** Between two movements: seconds until the next of a bout, and the little more than half a second that keeps them two. */
const REST = 1, APART = 0.6;

/** Adds a bout; returns when its last movement begins. It stops where REM sleep begins. */
function bout(time: number, night: Hypnogram, sleeper: Sleeper, d: Draw, into: Movement[]): number {
  const count = 1 + Math.floor(d.exponential(sleeper.length));
  let stage = stageAt(night, time);
  for (let done = 1; ; done++) {
    let last = time;
    if (d.uniform() < sleeper.doublets) {
      last = time + Math.max(1 + APART, d.normal(3.5, 0.8));
      move(time, sleeper, d, into, last - time - APART);
    }
    const end = move(last, sleeper, d, into), following = Math.max(time + d.lognormal(sleeper.interval, sleeper.intervalSpread), end + REST);
    const before = stage;
    stage = stageAt(night, following);
    if (done === count || stage === null || (stage === 'R' && before !== 'R')) return last;
    time = following;
  }
}

function bouts(night: Hypnogram, asleep: number, sleeper: Sleeper, d: Draw, into: Movement[]): void {
  const rate = (sleeper.bouts * sleeper.factor) / 3600;
  let time = night.start;
  while (rate > 0) {
    time += d.exponential(1 / rate);
    const stage = stageAt(night, time);
    if (stage === null) return;
    if (d.uniform() < Math.exp(-Math.max(0, time - asleep) / (3600 * sleeper.fades)) * (stage === 'R' ? sleeper.rem : 1)) time = bout(time, night, sleeper, d, into);
  }
}

function isolated(night: Hypnogram, sleeper: Sleeper, d: Draw, into: Movement[]): void {
  let time = night.start;
  while (sleeper.isolated > 0) {
    time += d.exponential(3600 / sleeper.isolated);
    if (stageAt(night, time) === null) return;
    move(time, sleeper, d, into);
  }
}

function pauses(night: Hypnogram, sleeper: Sleeper, d: Draw, into: Movement[]): Breathing[] {
  const events: Breathing[] = [];
  let time = night.start;
  while (sleeper.breathing > 0) {
    time += d.exponential(3600 / sleeper.breathing);
    const length = 10 + d.exponential(10), moves = d.uniform() < sleeper.breathingMoves, after = 3 * d.uniform();
    const stage = stageAt(night, time), last = events.at(-1);
    if (stage === null) break;
    if (stage === 'W' || (last && time < endOf(last) + 10)) continue;
    events.push({ onset: time, duration: length });
    if (moves && stageAt(night, time + length + after) !== null) move(time + length + after, sleeper, d, into);
  }
  return events;
}

/** Movements by onset, without those that begin before their leg has rested. */
function apart(movements: Movement[]): Movement[] {
  const rested = { L: -Infinity, R: -Infinity };
  return [...movements].sort((a, b) => a.onset - b.onset || (a.leg < b.leg ? -1 : a.leg > b.leg ? 1 : 0)).filter(m => {
    if (m.onset < rested[m.leg]) return false;
    rested[m.leg] = endOf(m) + APART;
    return true;
  });
}

/** Draws a night. The same `seed` gives the same night; each part of it draws from a stream of its own. */
export function generate(sleeper: Sleeper, seed: number): Night {
  const { hypnogram, asleep } = stagesOf(sleeper, draw(seed, HYPNOGRAM)), movements: Movement[] = [];
  bouts(hypnogram, asleep, sleeper, draw(seed, BOUTS), movements);
  isolated(hypnogram, sleeper, draw(seed, ISOLATED), movements);
  const breathing = pauses(hypnogram, sleeper, draw(seed, BREATHING), movements);
  return { movements: apart(movements).filter(m => stageAt(hypnogram, m.onset) !== null), hypnogram, breathing };
}

/**
 * By what a person's bouts are multiplied on one night (mean 1). `share`: of the variance of its logarithm, how much is
 * between people, 0 to 1; `spread`: the standard deviation of its logarithm.
 */
export function factor(person: number, night: number, share: number, spread = 0.6): number {
  const deviation = Math.sqrt(share) * draw(person, PERSON).normal() + Math.sqrt(1 - share) * draw(night, NIGHT).normal();
  return Math.exp(spread * deviation - spread ** 2 / 2);
}
