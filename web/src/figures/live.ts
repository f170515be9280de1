/** A model lives a plan. */
import { simulate } from '../solver/index.ts';
import type { OdeModel } from '../solver/types.ts';
import { eventsOf, gridOf } from './plan.ts';
import type { Course, Settings } from './run.ts';
import type { Plan, ScheduleSpec } from './spec.ts';

/** Follow the model over the plan's hours, from its own start. Throws SolverError. */
export function live(spec: ScheduleSpec, ode: OdeModel, plan: Plan, settings: Settings): Course {
  const own = Object.fromEntries(spec.controls.filter(c => !c.free).map(c => [c.name, settings[c.name] as number]));
  const run = simulate(ode, { parameters: { ...spec.fixed, ...own }, times: gridOf(plan, spec.hours), events: eventsOf(spec, plan, settings) });
  const values: Record<string, Float64Array> = {};
  ode.states.forEach((name, i) => { values[name] = run.states[i] as Float64Array; });
  ode.observables.forEach((name, i) => { values[name] = run.observables[i] as Float64Array; });
  return { times: run.times, values };
}
