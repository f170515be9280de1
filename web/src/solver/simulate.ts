/** Simulation of a model over given output times, piecewise between events. */
import { fill, indexOf, inputError, integratorOf, requireFinite } from './inputs.ts';
import type { DoseEvent, OdeModel, SimulateOptions, Trajectory } from './types.ts';

/** An event with its names resolved: pairs of index and value. */
interface Jump {
  readonly time: number;
  readonly set: readonly (readonly [number, number])[];
  readonly add: readonly (readonly [number, number])[];
}

/** Longest step of a model forced by time, unless the caller says otherwise: this part of the time simulated. */
const FORCED_PART = 1 / 24;

/**
 * Simulate `model` and return its states and observables at `times`.
 *
 * The integration stops at every event and starts anew behind it; at the time of an event the output is
 * the value after it. Small negative values that the tolerance allows are left as they are.
 * Throws SolverError; nothing is returned then.
 */
export function simulate(model: OdeModel, options: SimulateOptions): Trajectory {
  const { rtol = 1e-6, maxSteps = 20000, start = 0 } = options;
  const times = Float64Array.from(options.times);
  checkTimes(model, times, start);
  const count = times.length;
  const end = times[count - 1]!;
  const forced = model.timeDependent ? (end - start) * FORCED_PART : Infinity;
  const maxStep = options.maxStep ?? (forced > 0 ? forced : Infinity);
  if (!(rtol >= 1e-13 && rtol < 1)) throw inputError(model, `rtol is ${rtol}; it must be from 1e-13 to below 1.`);
  if (!(maxStep > 0)) throw inputError(model, `maxStep is ${maxStep}; it must be above 0.`);
  if (!(maxSteps > 0)) throw inputError(model, `maxSteps is ${maxSteps}; it must be above 0.`);
  const jumps = (options.events ?? []).map((event) => resolve(model, event, start));
  jumps.sort((a, b) => a.time - b.time);

  const integrator = integratorOf(model);
  const { n, p } = integrator;
  fill(model, 'parameter', options.parameters, p);
  fill(model, 'state', options.initial, integrator.y, p);

  const states = new Float64Array(n * count); // column after column, cut up at the end
  const observables = new Float64Array(model.observables.length * count);
  const state = new Float64Array(n);
  const observed = new Float64Array(model.observables.length);
  let done = 0;
  const write = (): void => {
    const t = times[done]!;
    integrator.interpolate(t, state);
    model.observe(t, state, p, observed);
    for (let i = 0, at = done; i < n; i++, at += count) states[at] = state[i]!;
    for (let i = 0, at = done; i < observed.length; i++, at += count) observables[at] = observed[i]!;
    done++;
  };

  integrator.begin(start, { rtol, maxSteps, maxStep });
  let nextJump = 0;
  while (done < count) {
    while (nextJump < jumps.length && jumps[nextJump]!.time <= integrator.time) {
      apply(jumps[nextJump]!, integrator.y, p);
      integrator.restart();
      nextJump++;
    }
    while (done < count && times[done]! <= integrator.time) write();
    const jumpTime = nextJump < jumps.length ? jumps[nextJump]!.time : Infinity;
    const stop = Math.min(jumpTime, end);
    while (integrator.time < stop) {
      integrator.advance(stop);
      // An output at the time of a jump waits until the jump is done.
      while (done < count && times[done]! <= integrator.time && times[done]! < jumpTime) write();
    }
  }
  const { steps, rejected, evaluations } = integrator;
  return { times, states: cut(states, count), observables: cut(observables, count), steps, rejected, evaluations };
}

/** The columns of the given length. */
function cut(all: Float64Array, length: number): Float64Array[] {
  return Array.from({ length: all.length / length }, (_, i) => all.slice(i * length, (i + 1) * length));
}

function checkTimes(model: OdeModel, times: Float64Array, start: number): void {
  requireFinite(model, 'the start', start);
  if (times.length === 0) throw inputError(model, 'no output times were given.');
  let before = -Infinity;
  for (const time of times) {
    requireFinite(model, 'an output time', time, time);
    if (time < start) throw inputError(model, `output time ${time} is before the start, ${start}.`, time);
    if (!(time > before)) throw inputError(model, `output times must increase, but ${time} follows ${before}.`, time);
    before = time;
  }
}

function resolve(model: OdeModel, event: DoseEvent, start: number): Jump {
  const { time } = event;
  requireFinite(model, 'the time of an event', time, time);
  if (time < start) throw inputError(model, `an event at ${time} is before the start, ${start}.`, time);
  const pairs = (kind: 'parameter' | 'state', values: Readonly<Record<string, number>> = {}) =>
    Object.entries(values).map(([name, value]) => {
      const index = indexOf(model, kind, name, time);
      requireFinite(model, `${kind} "${name}" in the event at ${time}`, value, time);
      return [index, value] as const;
    });
  return { time, set: pairs('parameter', event.set), add: pairs('state', event.add) };
}

function apply(jump: Jump, y: Float64Array, p: Float64Array): void {
  for (const [index, value] of jump.set) p[index] = value;
  for (const [index, dose] of jump.add) y[index] = y[index]! + dose;
}
