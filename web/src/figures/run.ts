/** Runs a model for a figure: what the reader set, over the figure's hours, relative to normal. */
import { continuation, simulate } from '../solver/index.ts';
import type { DoseEvent, OdeModel } from '../solver/types.ts';
import type { TimedChange } from './spec.ts';

export interface Course {
  /** Hours. */
  times: Float64Array;
  /** Every state and observable by name, in its own unit. */
  values: Record<string, Float64Array>;
}

export type Settings = Record<string, number>;

/** Values of every state and observable at rest with all at normal: what "normal" means in a figure. */
export function normalValues(model: OdeModel): Record<string, number> {
  const rest = Float64Array.from(model.initial), observables = new Float64Array(model.observables.length);
  model.observe(0, rest, parameterVector(model, {}), observables);
  const all: Record<string, number> = {};
  model.states.forEach((name, i) => { all[name] = rest[i] as number; });
  model.observables.forEach((name, i) => { all[name] = observables[i] as number; });
  return all;
}

/** Parameters in the model's order: defaults, then `settings`. */
export function parameterVector(model: OdeModel, settings: Settings): Float64Array {
  return Float64Array.from(model.parameters, (name, i) => settings[name] ?? (model.defaults[i] as number));
}

/** Output times: even, and dense just after the start and each event, where fast states jump. */
export function outputTimes(hours: number, events: TimedChange[]): Float64Array {
  const times = new Set<number>();
  const even = 192;
  for (let i = 0; i <= even; i++) times.add((hours * i) / even);
  for (const start of [0, ...events.map(e => e.time)]) for (const after of [0, 0.002, 0.01, 0.03, 0.08]) if (start + after <= hours) times.add(start + after);
  return Float64Array.from(times).sort();
}

/** Hours a daily rhythm runs before the figure begins, so that it has settled; whole days keep its phase. */
export const WARM_UP = 96;

/**
 * From the model's own start (rest at normal, where it has one), change to `settings` at time zero and follow the model over `hours`.
 * A rhythm (`daily`) is followed after it has settled; without one nothing is forced by time, so steps need no cap.
 * Throws SolverError.
 */
export function follow(model: OdeModel, settings: Settings, hours: number, events: TimedChange[] = [], daily = false): Course {
  const dose: DoseEvent[] = events.map(e => ({
    time: e.time,
    set: Object.fromEntries(Object.entries(e.set).map(([name, value]) => [name, value ?? settings[name] ?? (model.defaults[model.parameters.indexOf(name)] as number)])),
  }));
  const run = simulate(model, { parameters: parameterVector(model, settings), start: daily ? -WARM_UP : 0, times: outputTimes(hours, events), events: dose, ...(daily ? {} : { maxStep: hours }) });
  const values: Record<string, Float64Array> = {};
  model.states.forEach((name, i) => { values[name] = run.states[i] as Float64Array; });
  model.observables.forEach((name, i) => { values[name] = run.observables[i] as Float64Array; });
  return { times: run.times, values };
}

/** Where `readout` settles as one control moves over `grid`, the others as set. */
export function response(model: OdeModel, settings: Settings, name: string, grid: number[], readout: string, from: ArrayLike<number>): Float64Array {
  const swept = continuation(model, parameterVector(model, settings), name, grid, Float64Array.from(from));
  const state = model.states.indexOf(readout);
  return (state >= 0 ? swept.states[state] : swept.observables[model.observables.indexOf(readout)]) as Float64Array;
}
