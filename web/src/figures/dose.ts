/** What of a dose gets in, by a model. */
import { simulate } from '../solver/index.ts';
import type { OdeModel } from '../solver/types.ts';
import type { Settings } from './run.ts';
import type { DoseLineSpec, DoseResponseSpec } from './spec.ts';

/** How much of one dose gets in. Throws SolverError. */
export function absorbed(spec: DoseResponseSpec, ode: OdeModel, line: DoseLineSpec, dose: number, settings: Settings): number {
  if (dose <= 0) return 0;
  const run = simulate(ode, { parameters: { ...settings }, times: Float64Array.from([0, spec.hours]), events: [{ time: 0, add: { [line.state]: dose } }] });
  const state = ode.states.indexOf(line.absorbed), values = state >= 0 ? run.states[state] : run.observables[ode.observables.indexOf(line.absorbed)];
  return values?.at(-1) as number;
}
