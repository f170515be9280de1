/** Interfaces between a generated model module, the solver and the figures. */

/**
 * A model as the build writes it: one ES module per model (`import * as model`).
 *
 * All vectors are ordered as the name lists are: `y` and `dy` as `states`, `p` as `parameters`,
 * the output of `observe` as `observables`. Time is in `timeUnit`.
 */
export interface OdeModel {
  readonly id: string;
  readonly timeUnit: string;
  readonly states: readonly string[];
  readonly stateUnits: readonly string[];
  readonly parameters: readonly string[];
  readonly defaults: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The start of a run at the default parameters: a steady state, where the model has one. */
  readonly initial: readonly number[];
  /** Typical size of each state (> 0); its absolute tolerance is rtol * 1e-3 * scale. */
  readonly scale: readonly number[];
  readonly observables: readonly string[];
  readonly observableUnits: readonly string[];
  /** Conserved sums: weights · y stays what it was (reduced row echelon form; may be empty). */
  readonly conserved: readonly { readonly weights: readonly number[] }[];
  /** True if `rhs` depends on `t`. */
  readonly timeDependent: boolean;
  rhs(t: number, y: Float64Array, p: Float64Array, dy: Float64Array): void;
  /** Row-major n * n: `J[i * n + j]` is the derivative of `dy[i]` by `y[j]`. */
  jacobian(t: number, y: Float64Array, p: Float64Array, J: Float64Array): void;
  /** Derivative of `rhs` by `t` at fixed `y`. */
  dfdt(t: number, y: Float64Array, p: Float64Array, out: Float64Array): void;
  observe(t: number, y: Float64Array, p: Float64Array, out: Float64Array): void;
  /** Writes the start for the parameters `p`, in a model whose start depends on them; `t` and `y` are not read. */
  start?(t: number, y: Float64Array, p: Float64Array, out: Float64Array): void;
}

/** Something that happens at once: first `set` gives parameters new values, then `add` is added to states. */
export interface DoseEvent {
  readonly time: number;
  readonly set?: Readonly<Record<string, number>>;
  readonly add?: Readonly<Record<string, number>>;
}

/** Values by name (the others keep the model's own) or the whole vector in the model's order. */
export type Values = Readonly<Record<string, number>> | ArrayLike<number>;

export interface SimulateOptions {
  readonly parameters?: Values;
  /** Time at which `initial` holds (default 0). */
  readonly start?: number;
  /** State at `start` (default: the model's own for these parameters). */
  readonly initial?: Values;
  /** Output times, strictly increasing, none before `start`. */
  readonly times: ArrayLike<number>;
  /** In any order; none before `start`. Those after the last output time have no effect. */
  readonly events?: readonly DoseEvent[];
  /** Relative tolerance of each state (default 1e-6). */
  readonly rtol?: number;
  /** Most steps, rejected ones included (default 20000). */
  readonly maxSteps?: number;
  /**
   * Longest step. Default: none, and for a model forced by time 1/24 of the time simulated, so
   * that a forcing that starts late is not stepped over. Announce a shorter one: give a smaller value
   * here, or an event with nothing but a time where it begins.
   */
  readonly maxStep?: number;
}

export interface Trajectory {
  readonly times: Float64Array;
  /** One array for each state, as long as `times`. */
  readonly states: Float64Array[];
  /** One array for each observable, as long as `times`. */
  readonly observables: Float64Array[];
  readonly steps: number;
  readonly rejected: number;
  /** Calls of the right-hand side. */
  readonly evaluations: number;
}

export interface SteadyState {
  readonly y: Float64Array;
  /** False if no steady state was found; `y` is then the last state reached. */
  readonly converged: boolean;
  /** Newton iterations, over all attempts. */
  readonly iterations: number;
}

export interface Continuation {
  readonly grid: Float64Array;
  /** One array for each state, as long as `grid`; NaN where no steady state was found. */
  readonly states: Float64Array[];
  /** One array for each observable, as long as `grid`; NaN where no steady state was found. */
  readonly observables: Float64Array[];
}
