import assert from 'node:assert/strict';
import { test } from 'node:test';

import { simulate } from './index.ts';
import { Rodas4 } from './rodas4.ts';
import {
  follower,
  followerExact,
  forcedNonlinear,
  forcedNonlinearExact,
  hires,
  hiresReference,
  kaps,
  kapsExact,
  model,
  robertson,
  robertsonReference,
  scalar,
  vanDerPol,
  vanDerPolReference,
} from './testing/problems.ts';
import { seeded } from '../stats/random.ts';
import type { OdeModel } from './types.ts';

const THETAS = [0.15, 0.3, 0.5, 0.7, 0.9];

/** Largest errors at the ends of steps and inside them, over [0, 1] in equal steps. */
function fixedSteps(problem: OdeModel, parameters: number[], steps: number, exact: (t: number) => number[]) {
  const integrator = new Rodas4(problem);
  integrator.p.set(parameters);
  integrator.y.set(problem.initial);
  // The tolerance accepts everything, so that the longest step is the step.
  integrator.begin(0, { rtol: 1e9, maxSteps: 1000, maxStep: 1 / steps });
  const y = new Float64Array(integrator.n);
  const errorAt = (t: number): number => {
    integrator.interpolate(t, y);
    return Math.max(...exact(t).map((value, i) => Math.abs(value - y[i]!)));
  };
  let ends = 0;
  let inside = 0;
  while (integrator.time < 1) {
    const from = integrator.time;
    integrator.advance(1);
    const h = integrator.time - from;
    ends = Math.max(ends, errorAt(integrator.time));
    for (const theta of THETAS) inside = Math.max(inside, errorAt(from + theta * h));
  }
  assert.equal(integrator.steps, steps);
  return { ends, inside };
}

function order(problem: OdeModel, parameters: number[], exact: (t: number) => number[]) {
  const coarse = fixedSteps(problem, parameters, 32, exact);
  const fine = fixedSteps(problem, parameters, 128, exact);
  return { ends: Math.log2(coarse.ends / fine.ends) / 2, inside: Math.log2(coarse.inside / fine.inside) / 2, fine };
}

/** Largest error at `times` in parts of what the tolerance allows there (plus what it allows at full size). */
function excess(problem: OdeModel, times: Float64Array, rtol: number, exact: (t: number) => number[]): number {
  const { states } = simulate(problem, { times, rtol, maxSteps: 1e5 });
  let worst = 0;
  times.forEach((t, k) =>
    exact(t).forEach((value, i) => {
      const allowed = rtol * (Math.abs(value) + 1e-3 * problem.scale[i]!);
      worst = Math.max(worst, Math.abs(states[i]![k]! - value) / allowed);
    }),
  );
  return worst;
}

/** Largest error of the final state relative to `y`. */
function finalError(problem: OdeModel, time: number, y: number[], rtol: number): number {
  const { states } = simulate(problem, { times: [time], rtol });
  return Math.max(...y.map((value, i) => Math.abs(states[i]![0]! / value - 1)));
}

const even = (end: number, count: number): Float64Array =>
  Float64Array.from({ length: count + 1 }, (_, k) => (end * k) / count);

test('order 4 at the ends of steps and inside them on a nonlinear system', () => {
  const { ends, inside } = order(kaps, [1], kapsExact);
  assert.ok(ends > 3.9 && ends < 4.1, `order ${ends}`);
  assert.ok(inside > 3.8 && inside < 4.1, `order inside ${inside}`);
});

test('order 4 is kept when the equations depend on time', () => {
  const { ends, inside } = order(forcedNonlinear, [], (t) => [forcedNonlinearExact(t)]);
  assert.ok(ends > 3.6 && ends < 4.2, `order ${ends}`);
  assert.ok(inside > 3.8 && inside < 4.2, `order inside ${inside}`);
});

test('with extreme stiffness fixed steps stay accurate, inside as well', () => {
  const { fine } = order(kaps, [1e6], kapsExact);
  assert.ok(fine.ends < 1e-9, `${fine.ends}`);
  assert.ok(fine.inside < 1e-6, `${fine.inside}`);
});

test('outputs anywhere keep the tolerance on a stiff system with known solution', () => {
  const stiff: OdeModel = { ...kaps, defaults: [1e4] };
  for (const rtol of [1e-4, 1e-6, 1e-8]) {
    const worst = excess(stiff, even(5, 200), rtol, kapsExact);
    assert.ok(worst < 2, `rtol ${rtol}: ${worst} times the tolerance`);
  }
});

test('a fast state that follows a rhythm keeps the tolerance at every output', () => {
  const times = even(10, 500);
  for (const rtol of [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8]) {
    const { states, steps } = simulate(follower, { times, rtol });
    const worst = Math.max(...times.map((t, k) => Math.abs(states[0]![k]! - followerExact(t))));
    assert.ok(worst < 2 * rtol, `rtol ${rtol}: error ${worst}`);
    assert.ok(steps < 500, `rtol ${rtol}: ${steps} steps`); // an explicit method would need thousands
  }
});

test('the first step fits the motion: not rejected, and not much too small', () => {
  const first = (problem: OdeModel, parameters: number[], initial: number[], end: number) => {
    const integrator = new Rodas4(problem);
    integrator.p.set(parameters);
    integrator.y.set(initial);
    integrator.begin(0, { rtol: 1e-6, maxSteps: 100, maxStep: Infinity });
    integrator.advance(end);
    return { h: integrator.time, rejected: integrator.rejected };
  };
  const ramp = model({
    id: 'ramp',
    states: ['y'],
    initial: [0],
    rhs: (t, y, _p, dy) => void (dy[0] = t - y[0]!),
    jacobian: () => [[-1]],
    dfdt: () => [1],
  });
  for (const [what, { h, rejected }, low, high] of [
    ['a fast decay', first(follower, [], [2], 1), 1e-5, 1e-3],
    ['onto a slow solution', first(kaps, [1e6], [2, 1], 1), 1e-8, 1e-5],
    ['slow all along', first(kaps, [1], [1, 1], 1), 5e-3, 1],
    ['only the forcing moves', first(ramp, [], [0], 1), 1e-6, 1e-3],
    ['at rest', first(kaps, [1], [0, 0], 1e6), 1e6, 1e6],
  ] as const) {
    assert.equal(rejected, 0, what);
    assert.ok(h >= low && h <= high, `${what}: ${h}`);
  }
});

test('steps grow at most sixfold, and by that much where the solution calms down', () => {
  const integrator = new Rodas4(kaps);
  integrator.p.set([1e6]);
  integrator.y.set([2, 1e-3]);
  integrator.begin(0, { rtol: 1e-4, maxSteps: 1000, maxStep: Infinity });
  let before = 0;
  let most = 0;
  while (integrator.time < 1e4) {
    const from = integrator.time;
    integrator.advance(1e4);
    const h = integrator.time - from;
    if (before > 0) most = Math.max(most, h / before);
    before = h;
  }
  assert.ok(most > 5.9 && most < 6.1, `${most}`);
});

test('the controller foresees a turn: of the steps of van der Pol few are rejected, and they are counted', () => {
  const { steps, rejected, evaluations } = simulate(vanDerPol, { times: [2000], rtol: 1e-3 });
  assert.ok(rejected >= 1 && rejected < 20, `${rejected} rejected`);
  assert.ok(steps < 300, `${steps} steps`);
  assert.ok(evaluations >= 7 * steps + 5 * rejected && evaluations <= 7 * steps + 6 * rejected);
});

test('a trial step that leaves the domain of the equations is repeated smaller', () => {
  const outflow = scalar('outflow', 1, 1, (y, q) => -q * Math.sqrt(y), (y, q) => -q / (2 * Math.sqrt(y)));
  const { states, rejected } = simulate(outflow, { times: [1.9, 1.999], rtol: 1e-3 }); // empty at 2
  assert.ok(rejected > 0);
  for (const [k, t] of [1.9, 1.999].entries()) {
    const exact = (1 - t / 2) ** 2;
    assert.ok(Math.abs(states[0]![k]! - exact) < 2e-5, `t ${t}: ${states[0]![k]}`);
  }
});

test('Robertson: reference solution of the IVP test set at t = 1e11, and the error follows rtol', () => {
  const { time, y } = robertsonReference;
  for (const [rtol, limit] of [[1e-4, 5e-2], [1e-6, 2e-3], [1e-8, 4e-5]] as const) {
    const error = finalError(robertson, time, y, rtol);
    assert.ok(error < limit, `rtol ${rtol}: ${error}`); // relative, of states down to 1e-13
  }
  assert.ok(finalError(robertson, time, y, 1e-8) < finalError(robertson, time, y, 1e-4) / 100);
});

test('Robertson: the sum of the states stays 1 to rounding, over fifteen decades', () => {
  const times = Float64Array.from({ length: 120 }, (_, k) => 10 ** (-4 + k / 8));
  const { states, steps } = simulate(robertson, { times });
  times.forEach((t, k) => {
    const sum = states.reduce((total, state) => total + state[k]!, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12, `t ${t}: ${sum}`);
  });
  assert.ok(steps < 700, `${steps} steps`);
});

test('van der Pol, mu = 1000: reference solution of the IVP test set at t = 2000, and the error follows rtol', () => {
  const { time, y } = vanDerPolReference;
  for (const rtol of [1e-4, 1e-6, 1e-8]) {
    const error = finalError(vanDerPol, time, y, rtol);
    assert.ok(error < rtol, `rtol ${rtol}: ${error}`);
  }
});

test('HIRES: reference solution of the IVP test set at t = 321.8122, and the error follows rtol', () => {
  const { time, y } = hiresReference;
  for (const rtol of [1e-4, 1e-6, 1e-8]) {
    const error = finalError(hires, time, y, rtol);
    assert.ok(error < rtol, `rtol ${rtol}: ${error}`);
  }
});

test('random linear stiff systems match the solution from their eigenvalues', () => {
  const random = seeded(20);
  for (let run = 0; run < 40; run++) {
    const n = 2 + Math.floor(random() * 6);
    const { problem, exact } = linear(n, random);
    const times = Float64Array.from({ length: 60 }, (_, k) => 10 ** (-4 + k / 10));
    const { states, steps } = simulate(problem, { times, rtol: 1e-6 });
    times.forEach((t, k) =>
      exact(t).forEach((value, i) => {
        const error = Math.abs(states[i]![k]! - value);
        assert.ok(error < 2e-6, `run ${run}, state ${i}, t ${t}: error ${error}`);
      }),
    );
    assert.ok(steps < 500, `run ${run}: ${steps} steps`);
  }
});

/** A random stable linear system of n states with rates from 0.01 to 1e6, real and complex, and its solution. */
function linear(n: number, random: () => number): { problem: OdeModel; exact: (t: number) => number[] } {
  // Independent modes z: decays, and pairs that also turn, z' = (-rate + i turn) z.
  const rates: number[] = [];
  const turns: number[] = [];
  while (rates.length < n) {
    const rate = 10 ** (8 * random() - 2);
    const pair = rates.length + 1 < n && random() < 0.4;
    rates.push(...(pair ? [rate, rate] : [rate]));
    turns.push(...(pair ? [rate * random(), NaN] : [0]));
  }
  const start = rates.map(() => 2 * random() - 1);
  const modes = (t: number): number[] => {
    const z = start.map((value, i) => value * Math.exp(-rates[i]! * t));
    for (let i = 0; i < n - 1; i++) {
      const angle = turns[i]! * t;
      if (!(angle > 0)) continue;
      const [a, b] = [z[i]!, z[i + 1]!];
      z[i] = a * Math.cos(angle) - b * Math.sin(angle);
      z[i + 1] = a * Math.sin(angle) + b * Math.cos(angle);
    }
    return z;
  };
  // A reflection mixes them: y = H z with H = I - 2 v v', its own inverse.
  const raw = rates.map(() => 2 * random() - 1);
  const length = Math.hypot(...raw);
  const v = raw.map((x) => x / length);
  const mix = (z: ArrayLike<number>): number[] => {
    const along = v.reduce((sum, x, i) => sum + x * z[i]!, 0);
    return v.map((x, i) => z[i]! - 2 * x * along);
  };
  const rate = (z: number[]): number[] =>
    z.map((value, i) => {
      let change = -rates[i]! * value;
      if (turns[i]! > 0) change -= turns[i]! * z[i + 1]!;
      if (Number.isNaN(turns[i])) change += turns[i - 1]! * z[i - 1]!;
      return change;
    });
  const columns = rates.map((_, j) => mix(rate(mix(rates.map((__, i) => (i === j ? 1 : 0))))));
  const problem = model({
    id: 'linear',
    states: rates.map((_, i) => `y${i}`),
    initial: mix(start),
    scale: rates.map(() => 1),
    rhs: (_t, y, _p, dy) => dy.set(mix(rate(mix(y)))),
    jacobian: () => rates.map((_, i) => columns.map((column) => column[i]!)),
  });
  return { problem, exact: (t) => mix(modes(t)) };
}
