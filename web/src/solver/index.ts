/** The one solver of the figures: stiff simulation with events, steady states, continuation. */
export { SolverError } from './errors.ts';
export type { SolverFailure } from './errors.ts';
export { simulate } from './simulate.ts';
export { continuation, steadyState } from './steady-state.ts';
export type {
  Continuation,
  DoseEvent,
  OdeModel,
  SimulateOptions,
  SteadyState,
  Trajectory,
  Values,
} from './types.ts';
