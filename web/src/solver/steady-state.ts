/** Steady states, and how they move with a parameter. */
import { SolverError } from './errors.ts';
import { fill, indexOf, inputError, requireFinite } from './inputs.ts';
import { factor, solve } from './lu.ts';
import { Rodas4 } from './rodas4.ts';
import type { Continuation, OdeModel, SteadyState, Values } from './types.ts';

/** Newton has converged when no state would move by more than this part of itself. */
const TOLERANCE = 1e-10;
const MAX_ITERATIONS = 30;
/** A Newton step leaves at least this part of a concentration, so that none becomes negative. */
const KEEP = 0.1;
/** Size below which a state counts as this part of its scale when changes are compared. */
const FLOOR = 1e-3;
/** Times up to which the fallback integrates, each followed by a try of Newton. */
const HORIZONS = [1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e8, 1e10];
const FALLBACK = { rtol: 1e-6, maxSteps: 3000, maxStep: Infinity };
/** From an integrated state Newton may change no state by more than this part, or it could leave for another root. */
const NEARBY = 0.1;

const searches = new WeakMap<OdeModel, Search>();

function searchOf(model: OdeModel): Search {
  let search = searches.get(model);
  if (search === undefined) {
    search = new Search(model);
    searches.set(model, search);
  }
  return search;
}

/**
 * Find a steady state from `guess` (default: the model's own initial state), with the conserved sums of `guess`.
 *
 * Newton with the exact Jacobian, damped, all states kept non-negative; where that fails, the model is
 * integrated for a long time. A model that depends on time is frozen at time 0. Where there are several
 * steady states the answer is one near the guess; a saddle is never accepted (an unstable spiral may be). Throws SolverError only
 * with reason "input".
 */
export function steadyState(model: OdeModel, parameters?: Values, guess?: Values): SteadyState {
  const search = searchOf(model);
  fill(model, 'parameter', parameters, search.p);
  fill(model, 'state', guess, search.y, search.p);
  search.keepTotals();
  const converged = search.find();
  return { y: search.y.slice(), converged, iterations: search.iterations };
}

/**
 * Steady states over `grid` values of the parameter `name`, the other parameters as in `parameters`.
 *
 * Starts at the grid value next to the parameter's own value, where `y0` (default: the model's initial state)
 * should be the steady state, and walks outward to both sides, predicting each point from its neighbours.
 * The conserved sums are those of `y0`. Points without a steady state are NaN.
 */
export function continuation(
  model: OdeModel,
  parameters: Values | undefined,
  name: string,
  grid: ArrayLike<number>,
  y0?: Values,
): Continuation {
  const search = searchOf(model);
  const index = indexOf(model, 'parameter', name);
  const values = Float64Array.from(grid);
  checkGrid(model, name, values);
  fill(model, 'parameter', parameters, search.p);
  fill(model, 'state', y0, search.y, search.p);
  search.keepTotals();

  const count = values.length;
  const states = columns(search.n, count);
  const observables = columns(model.observables.length, count);
  const observed = new Float64Array(observables.length);
  /** Find the point at grid index `k` from what `search.y` holds and write it down. */
  const point = (k: number): boolean => {
    search.p[index] = values[k]!;
    const converged = search.find();
    if (converged) model.observe(0, search.y, search.p, observed);
    for (let i = 0; i < search.n; i++) states[i]![k] = converged ? search.y[i]! : NaN;
    for (let i = 0; i < observed.length; i++) observables[i]![k] = converged ? observed[i]! : NaN;
    return converged;
  };

  const own = search.p[index]!;
  let first = 0;
  for (let k = 1; k < count; k++) if (Math.abs(values[k]! - own) < Math.abs(values[first]! - own)) first = k;
  const given = search.y.slice();
  const firstFound = point(first);
  for (const direction of [1, -1]) {
    let last = firstFound ? first : -1; // the nearest point found on this way, and the one before
    let before = -1;
    for (let k = first + direction; k >= 0 && k < count; k += direction) {
      if (last < 0) search.y.set(given);
      else {
        const reach = before < 0 ? 0 : (values[k]! - values[last]!) / (values[last]! - values[before]!);
        for (let i = 0; i < search.n; i++) {
          const y = states[i]![last]!;
          const move = before < 0 ? 0 : reach * (y - states[i]![before]!);
          search.y[i] = Math.max(KEEP * y, y + move);
        }
      }
      if (point(k)) {
        before = last;
        last = k;
      }
    }
  }
  return { grid: values, states, observables };
}

function columns(count: number, length: number): Float64Array[] {
  return Array.from({ length: count }, () => new Float64Array(length));
}

function checkGrid(model: OdeModel, name: string, grid: Float64Array): void {
  if (grid.length === 0) throw inputError(model, `the grid of "${name}" is empty.`);
  const way = Math.sign(grid[grid.length - 1]! - grid[0]!);
  grid.forEach((value, k) => {
    requireFinite(model, `a grid value of "${name}"`, value);
    if (k > 0 && Math.sign(value - grid[k - 1]!) !== way) {
      throw inputError(model, `the grid of "${name}" must rise or fall throughout, but ${value} follows ${grid[k - 1]}.`);
    }
  });
}

/** The memory of the steady-state searches of one model, allocated once. */
class Search {
  readonly n: number;
  readonly p: Float64Array;
  /** Guess before `find`, state found after it. */
  readonly y: Float64Array;
  iterations = 0;

  private readonly model: OdeModel;
  private readonly integrator: Rodas4;
  private readonly totals: Float64Array;
  /** For each conserved sum the state whose equation it replaces. */
  private readonly replaced: Int32Array;
  private readonly guess: Float64Array;
  private readonly trial: Float64Array;
  private readonly step: Float64Array;
  private readonly next: Float64Array;
  private readonly matrix: Float64Array;
  private readonly pivots: Int32Array;

  constructor(model: OdeModel) {
    const n = model.states.length;
    this.n = n;
    this.model = model;
    this.integrator = new Rodas4(frozen(model));
    this.p = new Float64Array(model.parameters.length);
    this.y = new Float64Array(n);
    this.totals = new Float64Array(model.conserved.length);
    this.replaced = Int32Array.from(model.conserved, ({ weights }) => weights.findIndex((w) => w !== 0));
    this.guess = new Float64Array(n);
    this.trial = new Float64Array(n);
    this.step = new Float64Array(n);
    this.next = new Float64Array(n);
    this.matrix = new Float64Array(n * n);
    this.pivots = new Int32Array(n);
  }

  /** The conserved sums of `y` are those of all steady states to be found. */
  keepTotals(): void {
    this.iterations = 0;
    for (let k = 0; k < this.totals.length; k++) this.totals[k] = this.sum(k, this.y);
  }

  /** Steady state from the guess in `y` into `y`; false if there is none to be found. */
  find(): boolean {
    const { n, y, guess, integrator } = this;
    for (let i = 0; i < n; i++) y[i] = Math.max(0, y[i]!);
    guess.set(y);
    if (this.newton(Infinity)) return true;
    integrator.y.set(guess);
    integrator.p.set(this.p);
    integrator.begin(0, FALLBACK);
    for (const horizon of HORIZONS) {
      try {
        while (integrator.time < horizon) integrator.advance(horizon);
      } catch (error) {
        if (!(error instanceof SolverError)) throw error;
        break;
      }
      for (let i = 0; i < n; i++) y[i] = Math.max(0, integrator.y[i]!);
      if (this.newton(NEARBY)) return true;
    }
    y.set(integrator.y);
    return false;
  }

  /**
   * Damped Newton from `y`. A step is shortened until the next one, with the same Jacobian, gets smaller: this
   * test does not depend on the units of the states. `reach` is the largest first step allowed.
   */
  private newton(reach: number): boolean {
    const { n, y, trial, step, next, matrix, pivots } = this;
    for (let count = 0; count < MAX_ITERATIONS; count++) {
      this.iterations++;
      this.residual(y, step);
      // The sign of det(-J): below 0 the flow leads away from the root to which Newton goes.
      if (this.factorAt(y) <= 0) return false;
      solve(matrix, n, pivots, step);
      const size = this.relative(step);
      if (!(size < Infinity) || (count === 0 && size > reach)) return false;
      if (size < TOLERANCE) return true;
      let damping = 1;
      let following = Infinity;
      for (;;) {
        this.move(damping, trial);
        this.residual(trial, next);
        solve(matrix, n, pivots, next);
        following = this.relative(next);
        if (following <= (1 - damping / 4) * size) break;
        damping /= 2;
        if (!(damping > 1e-3)) return false;
      }
      y.set(trial);
      // The same Jacobian serves a last time if what then remains is below the tolerance.
      if (damping === 1 && following * (following / size) < TOLERANCE) {
        step.set(next);
        this.move(1, y);
        return true;
      }
    }
    return false;
  }

  /** `out` = y + damping * step, no state below a part of what it was. */
  private move(damping: number, out: Float64Array): void {
    const { n, y, step } = this;
    for (let i = 0; i < n; i++) out[i] = Math.max(KEEP * y[i]!, y[i]! + damping * step[i]!);
  }

  /** Largest change of any state in parts of itself; NaN and infinity come out as infinity. */
  private relative(change: Float64Array): number {
    const { n, y, model } = this;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const part = Math.abs(change[i]!) / (y[i]! + FLOOR * model.scale[i]!);
      if (!(part < Infinity)) return Infinity;
      if (part > largest) largest = part;
    }
    return largest;
  }

  /** Rates of change, and in the replaced rows what is missing to the conserved sums. */
  private residual(y: Float64Array, out: Float64Array): void {
    this.model.rhs(0, y, this.p, out);
    for (let k = 0; k < this.totals.length; k++) out[this.replaced[k]!] = this.totals[k]! - this.sum(k, y);
  }

  /** LU of minus the derivative of `residual`; its determinant has the sign of that of -J off the conserved sums. */
  private factorAt(y: Float64Array): number {
    const { n, matrix, model } = this;
    model.jacobian(0, y, this.p, matrix);
    for (let k = 0; k < n * n; k++) matrix[k] = -matrix[k]!;
    for (let k = 0; k < this.totals.length; k++) {
      matrix.set(model.conserved[k]!.weights, this.replaced[k]! * n);
    }
    return factor(matrix, n, this.pivots);
  }

  private sum(k: number, y: Float64Array): number {
    const { weights } = this.model.conserved[k]!;
    let sum = 0;
    for (let i = 0; i < this.n; i++) sum += weights[i]! * y[i]!;
    return sum;
  }
}

/** The model as it is at time 0, for ever. */
function frozen(model: OdeModel): OdeModel {
  return {
    ...model,
    timeDependent: false,
    rhs: (_t, y, p, dy) => model.rhs(0, y, p, dy),
    jacobian: (_t, y, p, J) => model.jacobian(0, y, p, J),
  };
}
