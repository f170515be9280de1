/**
 * Pools the effects of trials: random effects (REML, interval of Hartung and Knapp without a floor) or one common effect.
 * `restlesslegs.evidence.pool` is the same in Python; a test holds the two together to 1e-9.
 */
import { studentQuantile } from './student.ts';

export type Model = 'random' | 'fixed';

export interface Pooled {
  /** How many effects were pooled. One keeps its own interval, whatever the model. */
  k: number;
  /** In the effects' unit, as are `se`, `low` and `high` (95 %). */
  estimate: number;
  se: number;
  low: number;
  high: number;
  /** Variance of the true effects between trials; 0 by assumption under `fixed`. */
  tau2: number;
  /** Percent of the spread that is not chance: 100·τ²/(τ² + typical variance within a trial). */
  i2: number;
  /** Cochran's Q, which chance alone would bring to about `df`. */
  q: number;
  df: number;
  /** Shares of the effects in the estimate, in their order; their sum is 1. */
  weights: number[];
  /** Where 95 % of new trials would find their true effect; null under `fixed` and for fewer than three. */
  prediction: [number, number] | null;
}

/** 97.5 % quantile of the normal distribution. */
export const NORMAL = 1.959963984540054;

const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);

interface Fit { estimate: number; weights: number[]; total: number; spread: number }

/** Weighted mean at a given τ², with the weighted sum of squares around it. */
function fit(effects: number[], variances: number[], tau2: number): Fit {
  const weights = variances.map(v => 1 / (v + tau2)), total = sum(weights);
  const estimate = sum(effects.map((y, i) => (weights[i] as number) * y)) / total;
  return { estimate, weights, total, spread: sum(effects.map((y, i) => (weights[i] as number) * (y - estimate) ** 2)) };
}

/** Minus the restricted log likelihood at τ², without its constant. */
function loss(effects: number[], variances: number[], tau2: number): number {
  const { weights, total, spread } = fit(effects, variances, tau2);
  return (spread + Math.log(total) - sum(weights.map(Math.log))) / 2;
}

/** Its slope; in plain loops, since leaving one out asks for it thousands of times. */
function slope(effects: number[], variances: number[], tau2: number): number {
  let total = 0, squares = 0, first = 0;
  for (let i = 0; i < effects.length; i++) { const w = 1 / ((variances[i] as number) + tau2); total += w; squares += w * w; first += w * (effects[i] as number); }
  const estimate = first / total;
  let spread = 0;
  for (let i = 0; i < effects.length; i++) spread += (((effects[i] as number) - estimate) / ((variances[i] as number) + tau2)) ** 2;
  return (total - spread - squares / total) / 2;
}

const STEPS = 64;

/**
 * The τ² of the largest restricted likelihood. The likelihood may have several peaks, so all of its range is looked
 * through, evenly in log(τ² + least variance); each peak is then the root of the slope, which is exact where the
 * top itself is flat. Beyond half the squared range of the effects the likelihood only falls.
 */
export function remlTau2(effects: number[], variances: number[]): number {
  const least = Math.min(...variances), top = (Math.max(...effects) - Math.min(...effects)) ** 2 / 2 - least;
  if (!(top > 0)) return 0;
  const at = (i: number) => (i === STEPS ? top : least * Math.expm1((Math.log1p(top / least) * i) / STEPS));
  let best = 0, lowest = Infinity;
  const consider = (tau2: number) => { const l = loss(effects, variances, tau2); if (l < lowest) { lowest = l; best = tau2; } };
  let before = slope(effects, variances, 0);
  if (before >= 0) consider(0);
  for (let i = 1; i <= STEPS; i++) {
    const here = slope(effects, variances, at(i));
    if (before < 0 && (here >= 0 || i === STEPS)) {
      let low = at(i - 1), high = at(i);
      for (;;) {
        const middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        if (slope(effects, variances, middle) < 0) low = middle; else high = middle;
      }
      consider(high);
    }
    before = here;
  }
  return best;
}

/**
 * Pools `effects` with their `variances` (the squared unit), in the same order.
 * Throws a RangeError without effects, or for one that is not a number or has no positive variance.
 */
export function pool(effects: number[], variances: number[], model: Model): Pooled {
  const k = effects.length;
  if (k === 0) throw new RangeError('no effect to pool');
  if (variances.length !== k) throw new RangeError(`${k} effects but ${variances.length} variances`);
  effects.forEach((y, i) => { if (!Number.isFinite(y) || !(Number.isFinite(variances[i]) && (variances[i] as number) > 0)) throw new RangeError(`effect ${i + 1}: ${y} with variance ${variances[i]}`); });
  const common = fit(effects, variances, 0), df = k - 1;
  const random = model === 'random' && k > 1;
  const tau2 = random ? remlTau2(effects, variances) : 0;
  const { estimate, weights, total, spread } = tau2 > 0 ? fit(effects, variances, tau2) : common;
  const se = random ? Math.sqrt(spread / df / total) : Math.sqrt(1 / total);
  const half = se * (random ? studentQuantile(0.975, df) : NORMAL);
  const typical = (df * common.total) / (common.total ** 2 - sum(common.weights.map(w => w * w)));
  const far = random && k > 2 ? studentQuantile(0.975, k - 2) * Math.sqrt(tau2 + se * se) : null;
  return {
    k, estimate, se, low: estimate - half, high: estimate + half, tau2,
    i2: tau2 > 0 ? (100 * tau2) / (tau2 + typical) : 0,
    q: k > 1 ? common.spread : 0, df,
    weights: weights.map(w => w / total),
    prediction: far === null ? null : [estimate - far, estimate + far],
  };
}

/** For each effect, the pool of all the others; null where none is left. */
export function leaveOneOut(effects: number[], variances: number[], model: Model): (Pooled | null)[] {
  return effects.map((_, i) => (effects.length > 1 ? pool(effects.filter((_, j) => j !== i), variances.filter((_, j) => j !== i), model) : null));
}
