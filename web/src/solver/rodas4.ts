/** One integrator of a model: RODASP with predictive step control and dense output (see coefficients.ts). */
import {
  A21, A31, A32, A41, A42, A43, A51, A52, A53, A54,
  C2, C3, C4, D1, D2, D3, D4,
  G21, G31, G32, G41, G42, G43, G51, G52, G53, G54, G61, G62, G63, G64, G65,
  GAMMA, P1, P2, P3, P4, Q1, Q2, Q3, Q4, Q5,
} from './coefficients.ts';
import { SolverError } from './errors.ts';
import { factor, solve } from './lu.ts';
import type { OdeModel } from './types.ts';

/** Absolute tolerance of a state = rtol * FLOOR * its scale. */
const FLOOR = 1e-3;
const SAFETY = 0.95;
const SHRINK = 0.2;
const GROW = 6;
/** Where in the step the dense output is tested; its error is neither at its largest nor stationary there. */
const TEST = 0.35;

/** Much faster than a power. */
function fourthRoot(x: number): number {
  return Math.sqrt(Math.sqrt(x));
}

export interface Limits {
  readonly rtol: number;
  /** Most steps from `begin` on, rejected ones included. */
  readonly maxSteps: number;
  readonly maxStep: number;
}

/**
 * All memory of the integration of one model is here and allocated once.
 *
 * Use: fill `p` and `y`, `begin`, then `advance` step by step and `interpolate` inside the last step.
 * After a jump (an event) write into `y` and `p` and call `restart`.
 */
export class Rodas4 {
  readonly model: OdeModel;
  readonly n: number;
  readonly p: Float64Array;
  /** State at `time`. */
  y: Float64Array;
  time = 0;
  steps = 0;
  rejected = 0;
  evaluations = 0;

  /** During a trial the new state; after it is accepted, the state at the start of the step. */
  private other: Float64Array;
  private readonly rate: Float64Array;
  private readonly drift: Float64Array;
  private readonly jacobian: Float64Array;
  private readonly matrix: Float64Array;
  private readonly pivots: Int32Array;
  private readonly argument: Float64Array;
  private readonly floor: Float64Array;
  private readonly u1: Float64Array;
  private readonly u2: Float64Array;
  private readonly u3: Float64Array;
  private readonly u4: Float64Array;
  private readonly u5: Float64Array;
  private readonly u6: Float64Array;
  private readonly dense1: Float64Array;
  private readonly dense2: Float64Array;

  private limits: Limits = { rtol: 1e-6, maxSteps: 0, maxStep: Infinity };
  /** Proposed size of the next step; 0: to be chosen. */
  private next = 0;
  /** Start and size of the last accepted step. */
  private from = 0;
  private taken = 0;
  /** Memory of the predictive controller: size and error of the step before; 0: none. */
  private lastStep = 0;
  private lastError = 0;

  constructor(model: OdeModel) {
    const n = model.states.length;
    const vector = (): Float64Array => new Float64Array(n);
    this.model = model;
    this.n = n;
    this.p = new Float64Array(model.parameters.length);
    this.y = vector();
    this.other = vector();
    this.rate = vector();
    this.drift = vector();
    this.jacobian = new Float64Array(n * n);
    this.matrix = new Float64Array(n * n);
    this.pivots = new Int32Array(n);
    this.argument = vector();
    this.floor = vector();
    this.u1 = vector();
    this.u2 = vector();
    this.u3 = vector();
    this.u4 = vector();
    this.u5 = vector();
    this.u6 = vector();
    this.dense1 = vector();
    this.dense2 = vector();
  }

  /** Start at `time` from what `y` and `p` hold. */
  begin(time: number, limits: Limits): void {
    this.time = time;
    this.limits = limits;
    this.steps = 0;
    this.rejected = 0;
    this.evaluations = 0;
    for (let i = 0; i < this.n; i++) this.floor[i] = limits.rtol * FLOOR * this.model.scale[i]!;
    this.restart();
  }

  /** Forget the past: `y` or `p` were changed from outside. */
  restart(): void {
    this.next = 0;
    this.lastStep = 0;
  }

  /** One accepted step, ending at `end` or before (exactly there if it is the last one). */
  advance(end: number): void {
    const t = this.time;
    const { maxSteps, maxStep } = this.limits;
    this.linearize();
    let h = this.next > 0 ? this.next : this.firstStep(end - t);
    // Below this the time no longer moves; at time 0 there is no such limit but underflow.
    const shortest = 16 * Number.EPSILON * Math.abs(t) + 1e-200;
    let error = 0;
    for (;;) {
      if (this.steps + this.rejected >= maxSteps) throw this.failure('max-steps', end);
      if (h > maxStep) h = maxStep;
      const last = h * 1.0001 >= end - t;
      if (last) h = end - t;
      else if (!(h > shortest)) throw this.failure(error < Infinity ? 'step-size' : 'non-finite', end);
      error = this.trial(h);
      if (error <= 1) {
        this.accept(h, error, last ? end : t + h);
        return;
      }
      this.rejected++;
      h *= error < Infinity ? Math.max(SHRINK, SAFETY / fourthRoot(error)) : SHRINK / 2;
    }
  }

  /**
   * Compute one step of size `h` from `time` without accepting it; `linearize` must have been called.
   * Returns the error at the end and inside as a multiple of the tolerance; Infinity if the step cannot be computed.
   */
  private trial(h: number): number {
    const { model, n, p, y, other, jacobian, matrix, pivots, argument, u1, u2, u3, u4, u5, u6, rate, drift } = this;
    const t = this.time;
    const end = t + h;
    const g = 1 / h;

    for (let k = 0; k < n * n; k++) matrix[k] = -jacobian[k]!;
    for (let i = 0; i < n; i++) matrix[i * n + i] = matrix[i * n + i]! + g / GAMMA;
    if (factor(matrix, n, pivots) === 0) return Infinity;

    for (let i = 0; i < n; i++) u1[i] = rate[i]! + D1 * h * drift[i]!;
    solve(matrix, n, pivots, u1);

    for (let i = 0; i < n; i++) argument[i] = y[i]! + A21 * u1[i]!;
    model.rhs(t + C2 * h, argument, p, u2);
    for (let i = 0; i < n; i++) u2[i] = u2[i]! + g * (G21 * u1[i]!) + D2 * h * drift[i]!;
    solve(matrix, n, pivots, u2);

    for (let i = 0; i < n; i++) argument[i] = y[i]! + A31 * u1[i]! + A32 * u2[i]!;
    model.rhs(t + C3 * h, argument, p, u3);
    for (let i = 0; i < n; i++) u3[i] = u3[i]! + g * (G31 * u1[i]! + G32 * u2[i]!) + D3 * h * drift[i]!;
    solve(matrix, n, pivots, u3);

    for (let i = 0; i < n; i++) argument[i] = y[i]! + A41 * u1[i]! + A42 * u2[i]! + A43 * u3[i]!;
    model.rhs(t + C4 * h, argument, p, u4);
    for (let i = 0; i < n; i++) {
      u4[i] = u4[i]! + g * (G41 * u1[i]! + G42 * u2[i]! + G43 * u3[i]!) + D4 * h * drift[i]!;
    }
    solve(matrix, n, pivots, u4);

    for (let i = 0; i < n; i++) {
      argument[i] = y[i]! + A51 * u1[i]! + A52 * u2[i]! + A53 * u3[i]! + A54 * u4[i]!;
    }
    model.rhs(end, argument, p, u5);
    for (let i = 0; i < n; i++) {
      u5[i] = u5[i]! + g * (G51 * u1[i]! + G52 * u2[i]! + G53 * u3[i]! + G54 * u4[i]!);
    }
    solve(matrix, n, pivots, u5);

    for (let i = 0; i < n; i++) argument[i] = argument[i]! + u5[i]!;
    model.rhs(end, argument, p, u6);
    for (let i = 0; i < n; i++) {
      u6[i] = u6[i]! + g * (G61 * u1[i]! + G62 * u2[i]! + G63 * u3[i]! + G64 * u4[i]! + G65 * u5[i]!);
    }
    solve(matrix, n, pivots, u6);
    this.evaluations += 5;
    for (let i = 0; i < n; i++) other[i] = argument[i]! + u6[i]!;
    const error = this.norm(u6);
    return error <= 1 ? Math.max(error, this.denseError(h)) : error;
  }

  /**
   * Prepare the dense output of the trial and estimate its error, as a multiple of the tolerance.
   *
   * Stiff states keep their accuracy at the end of a step but may lose it inside, so the outputs are held to the
   * tolerance as well: what the dense output misses of the equations at one point is turned into an error of the
   * states by the matrix of the stages.
   */
  private denseError(h: number): number {
    const { model, n, p, y, other, matrix, pivots, argument, u1, u2, u3, u4, u5, u6, dense1, dense2 } = this;
    for (let i = 0; i < n; i++) {
      dense1[i] = P1 * u1[i]! + P2 * u2[i]! + P3 * u3[i]! + P4 * u4[i]!;
      dense2[i] = Q1 * u1[i]! + Q2 * u2[i]! + Q3 * u3[i]! + Q4 * u4[i]! + Q5 * u5[i]!;
    }
    this.inside(TEST, y, other, argument);
    model.rhs(this.time + TEST * h, argument, p, u6);
    this.evaluations++;
    for (let i = 0; i < n; i++) {
      const slope =
        other[i]! - y[i]! + (1 - 2 * TEST) * (dense1[i]! + TEST * dense2[i]!) + TEST * (1 - TEST) * dense2[i]!;
      u6[i] = u6[i]! - slope / h;
    }
    solve(matrix, n, pivots, u6);
    return this.norm(u6);
  }

  /**
   * The largest error of any state as a multiple of its tolerance, between `y` and the new state in `other`;
   * not a mean: every state keeps its own tolerance. Infinity if anything is not finite.
   */
  private norm(error: Float64Array): number {
    const { n, y, other, floor } = this;
    const { rtol } = this.limits;
    let largest = 0;
    let sum = 0; // carries infinity and NaN, which comparisons lose
    for (let i = 0; i < n; i++) {
      const size = Math.max(Math.abs(y[i]!), Math.abs(other[i]!));
      const part = Math.abs(error[i]!) / (rtol * size + floor[i]!);
      if (part > largest) largest = part;
      sum += part + size;
    }
    return sum < Infinity ? largest : Infinity;
  }

  /** Rate, Jacobian and derivative by time at `time`, from which all trials of a step start. */
  private linearize(): void {
    const { model, n, p, y, rate, time } = this;
    model.rhs(time, y, p, rate);
    model.jacobian(time, y, p, this.jacobian);
    if (model.timeDependent) model.dfdt(time, y, p, this.drift);
    this.evaluations++;
    for (let i = 0; i < n; i++) {
      if (!Number.isFinite(rate[i]!)) {
        throw new SolverError(
          'non-finite',
          time,
          `${this.where()} the rate of change of "${model.states[i]}" is not a finite number.`,
        );
      }
    }
  }

  /** State inside the last accepted step (or at its end) into `out`; order 3 in between. */
  interpolate(t: number, out: Float64Array): void {
    if (t >= this.time) out.set(this.y);
    else this.inside((t - this.from) / this.taken, this.other, this.y, out);
  }

  /** The dense output at the part `theta` of the step from `start` to `end`. */
  private inside(theta: number, start: Float64Array, end: Float64Array, out: Float64Array): void {
    const { n, dense1, dense2 } = this;
    const rest = 1 - theta;
    for (let i = 0; i < n; i++) {
      out[i] = rest * start[i]! + theta * (end[i]! + rest * (dense1[i]! + theta * dense2[i]!));
    }
  }

  /** Move to the end of the trial and propose the next step: Gustafsson's predictive controller. */
  private accept(h: number, error: number, end: number): void {
    const size = Math.max(error, 1e-10);
    let change = SAFETY / fourthRoot(size);
    if (this.lastStep > 0) {
      change = Math.min(change, SAFETY * (h / this.lastStep) * fourthRoot(this.lastError / (size * size)));
    }
    this.next = h * Math.min(GROW, Math.max(SHRINK, change));
    this.lastStep = h;
    this.lastError = Math.max(0.01, error);
    this.from = this.time;
    this.taken = end - this.time;
    this.time = end;
    this.steps++;
    const start = this.y;
    this.y = this.other;
    this.other = start;
  }

  /**
   * Size of the first step after a start or a jump, from the slope y' and the curvature y'' = J y' + df/dt.
   *
   * Their ratio is the time scale on which things begin to move; the local error then grows like
   * h^4 y'' / scale^2. The other bound, h^2 y'', holds when y' is zero and the motion only starts.
   */
  private firstStep(span: number): number {
    const { n, y, rate, drift, jacobian, floor } = this;
    const { rtol } = this.limits;
    let slope = 0;
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      let second = drift[i]!;
      for (let j = 0; j < n; j++) second += jacobian[i * n + j]! * rate[j]!;
      const tolerance = rtol * Math.abs(y[i]!) + floor[i]!;
      slope = Math.max(slope, Math.abs(rate[i]!) / tolerance);
      curvature = Math.max(curvature, Math.abs(second) / tolerance);
    }
    if (!(curvature > 0)) return span;
    const scale = slope / curvature;
    const h = Math.max(Math.sqrt(0.1 / curvature), fourthRoot((0.1 * scale * scale) / curvature));
    return Math.min(h, span);
  }

  private where(): string {
    return `Model "${this.model.id}", time ${Number(this.time.toPrecision(6))} ${this.model.timeUnit}:`;
  }

  private failure(reason: 'step-size' | 'max-steps' | 'non-finite', end: number): SolverError {
    const { rtol, maxSteps } = this.limits;
    const text = {
      "step-size": `the solution changes so fast that no step is small enough for a relative tolerance of ${rtol}.`,
      "max-steps": `${maxSteps} steps were not enough to reach time ${end}.`,
      'non-finite': 'beyond this time the equations give values that are not finite numbers.',
    }[reason];
    return new SolverError(reason, this.time, `${this.where()} ${text}`);
  }
}
