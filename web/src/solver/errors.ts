/** Why the solver stopped: see `SolverError`. */
export type SolverFailure = 'step-size' | 'max-steps' | 'non-finite' | 'input';

/**
 * The solver could not do what was asked, and says why in plain words.
 *
 * `reason` is "step-size" (no step is small enough for the tolerance), "max-steps" (too many steps),
 * "non-finite" (the equations give infinity or NaN) or "input" (the call is wrong; nothing was computed).
 * `time` is the model time at which it happened, NaN if it belongs to no time.
 */
export class SolverError extends Error {
  readonly reason: SolverFailure;
  readonly time: number;

  constructor(reason: SolverFailure, time: number, message: string) {
    super(message);
    this.name = 'SolverError';
    this.reason = reason;
    this.time = time;
  }
}
