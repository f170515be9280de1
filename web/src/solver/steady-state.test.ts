import assert from 'node:assert/strict';
import { test } from 'node:test';

import { continuation, simulate, SolverError, steadyState } from './index.ts';
import { decay, follower, hires, model, robertson, scalar } from './testing/problems.ts';

function near(actual: number, expected: number, relative: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${what}: ${actual} instead of ${expected}`);
}

/** Inflow q against a saturable loss: y = q / (1 - q), none for q >= 1. */
const saturable = scalar('saturable', 1, 0.5, (y, q) => q - y / (1 + y), (y) => -1 / (1 + y) ** 2);
/** Stable at 1 and 3, unstable at 2. */
const twoStates = scalar(
  'two-states',
  1,
  1,
  (y) => -(y - 1) * (y - 2) * (y - 3),
  (y) => -((y - 2) * (y - 3) + (y - 1) * (y - 3) + (y - 1) * (y - 2)),
);
/** Growth to 1; 0 is a steady state, but not a stable one. */
const growth = scalar('growth', 0.01, 1, (y, q) => y * (q - y), (y, q) => q - 2 * y);
/** A switch: one low state for small q, one high state for large q, both in between. */
const bistable = scalar(
  'switch',
  0.05,
  0.05,
  (y, q) => q + (4 * y * y) / (1 + y * y) - 2.2 * y,
  (y) => (8 * y) / (1 + y * y) ** 2 - 2.2,
);
/** a <-> b, and b + b <-> c, with a + b + 2 c conserved. */
const exchange = model({
  id: 'exchange',
  states: ['a', 'b', 'c'],
  initial: [1, 0, 0],
  parameters: { k: 2 },
  conserved: [[1, 1, 2]],
  rhs(_t, y, p, dy) {
    const one = p[0]! * y[0]! - y[1]!;
    const two = 1e4 * y[1]! * y[1]! - 1e3 * y[2]!;
    dy.set([-one, one - 2 * two, two]);
  },
  jacobian: (_t, y, p) => [
    [-p[0]!, 1, 0],
    [p[0]!, -1 - 4e4 * y[1]!, 2e3],
    [0, 2e4 * y[1]!, -1e3],
  ],
});

test('a steady state is found to many digits, from near and from far', () => {
  for (const guess of [0.9, 1e-6, 0, 5, 1e3]) {
    const { y, converged } = steadyState(saturable, { q: 0.75 }, [guess]);
    assert.ok(converged, `from ${guess}`);
    near(y[0]!, 3, 1e-9, `from ${guess}`);
  }
});

test('near a steady state Newton needs few iterations, and none to speak of at it', () => {
  assert.ok(steadyState(saturable, { q: 0.5001 }).iterations <= 3);
  assert.equal(steadyState(saturable, { q: 0.5 }).iterations, 1);
});

test('conserved sums are those of the guess', () => {
  for (const guess of [[1, 0, 0], [0, 0, 0.5], [30, 5, 40]]) {
    const total = guess[0]! + guess[1]! + 2 * guess[2]!;
    const { y, converged } = steadyState(exchange, {}, guess);
    assert.ok(converged);
    near(y[0]! + y[1]! + 2 * y[2]!, total, 1e-12, 'sum');
    near(y[1]!, 2 * y[0]!, 1e-9, 'b');
    near(y[2]!, 10 * y[1]! * y[1]!, 1e-9, 'c');
  }
});

test('the steady state is where the simulation ends', () => {
  const { y, converged } = steadyState(hires);
  assert.ok(converged);
  const { states } = simulate(hires, { times: [1e6], rtol: 1e-9 });
  y.forEach((value, i) => near(value, states[i]![0]!, 1e-7, hires.states[i]!));
});

test('Robertson, whose steady state is nearly singular, ends with all in c', () => {
  const { y } = steadyState(robertson);
  near(y[2]!, 1, 1e-6, 'c');
  for (const value of y) assert.ok(value >= 0);
});

test('an unstable steady state is left for the one the system moves to', () => {
  const { y, converged } = steadyState(growth);
  assert.ok(converged);
  near(y[0]!, 1, 1e-9, 'y');
  near(steadyState(twoStates, {}, [1.9]).y[0]!, 1, 1e-9, 'below');
  near(steadyState(twoStates, {}, [2.1]).y[0]!, 3, 1e-9, 'above');
  assert.equal(steadyState(growth, {}, [0]).converged, false);
});

test('the way to the steady state is the way of the system, not a leap of Newton to another one', () => {
  // Stable at pi, 3 pi, 5 pi, ...; from 1.5 the system rises to pi, passing slopes from which Newton leaps far.
  for (let speed = 0.005; speed < 0.02; speed += 0.0001) {
    const waves = scalar('waves', 1.5, speed, (y, q) => q * Math.sin(y), (y, q) => q * Math.cos(y));
    near(steadyState(waves).y[0]!, Math.PI, 1e-9, `speed ${speed}`);
  }
});

test('no concentration becomes negative on the way', () => {
  // Undamped Newton jumps from 1e3 to about -1e6; there the loss would have another sign.
  let lowest = Infinity;
  const watched = { ...saturable, rhs: (t: number, y: Float64Array, p: Float64Array, dy: Float64Array) => {
    lowest = Math.min(lowest, y[0]!);
    saturable.rhs(t, y, p, dy);
  } };
  assert.ok(steadyState(watched, { q: 0.2 }, [1e3]).converged);
  assert.ok(lowest >= -1e-6, `${lowest}`);
  assert.deepEqual(steadyState(saturable, {}, [-5]), steadyState(saturable, {}, [0])); // nor does a guess below 0 count
});

test('where there is no steady state it says so', () => {
  const { converged, y } = steadyState(saturable, { q: 1.2 });
  assert.equal(converged, false);
  assert.ok(y[0]! > 1e3);
  const explosion = scalar('explosion', 1, 1, (y, q) => q + y * y, (y) => 2 * y);
  const exploded = steadyState(explosion);
  assert.equal(exploded.converged, false);
  assert.ok(exploded.y[0]! > 1e3); // the last state reached
  const undefinedBelow = scalar('undefined-below', 0.5, 1, (y) => Math.sqrt(y - 1), () => -1);
  assert.equal(steadyState(undefinedBelow).converged, false);
});

test('an error in the equations themselves is not taken for a missing steady state', () => {
  let calls = 0;
  const broken = scalar('broken', 1, 2, (y, q) => {
    if (++calls > 100) throw new RangeError('broken');
    return q - y / (1 + y);
  }, (y) => -1 / (1 + y) ** 2);
  assert.throws(() => steadyState(broken), RangeError);
});

test('a model that depends on time is frozen at time 0', () => {
  const { y, converged } = steadyState(follower);
  assert.ok(converged);
  near(y[0]!, 1, 1e-9, 'y');
  const slow = model({
    id: 'slow',
    states: ['y'],
    initial: [0.01],
    rhs: (t, y, _p, dy) => void (dy[0] = y[0]! * (Math.cos(t) + 1 - y[0]!)),
    jacobian: (t, y) => [[Math.cos(t) + 1 - 2 * y[0]!]],
    dfdt: (t, y) => [-y[0]! * Math.sin(t)],
  });
  const watched = {
    ...slow,
    jacobian: (t: number, y: Float64Array, p: Float64Array, J: Float64Array) => {
      assert.equal(t, 0);
      slow.jacobian(t, y, p, J);
    },
  };
  near(steadyState(watched).y[0]!, 2, 1e-9, 'by integration');
});

test('continuation follows the exact curve on rising and falling grids, with observables', () => {
  const rising = Array.from({ length: 25 }, (_, k) => 0.02 + 0.96 * (k / 24));
  for (const grid of [rising, rising.toReversed()]) {
    const { grid: used, states, observables } = continuation(saturable, {}, 'q', grid, [1]);
    assert.deepEqual([...used], grid);
    grid.forEach((q, k) => {
      near(states[0]![k]!, q / (1 - q), 1e-8, `q ${q}`);
      assert.ok(Math.abs(observables[0]![k]!) < 1e-9);
    });
  }
});

test('continuation keeps the other parameters and the conserved sums', () => {
  const { states } = continuation(exchange, undefined, 'k', [0.1, 1, 10, 100], [3, 0, 0]);
  [0.1, 1, 10, 100].forEach((k, i) => {
    const [a, b, c] = states.map((state) => state[i]!) as [number, number, number];
    near(a + b + 2 * c, 3, 1e-12, 'sum');
    near(b, k * a, 1e-8, 'b');
  });
});

test('continuation takes the other parameters from this call and gives observables at each point', () => {
  continuation(decay, { inflow: 7 }, 'rate', [1, 2]);
  const { states, observables } = continuation(decay, { inflow: 3 }, 'rate', [1, 2, 4]);
  [1, 2, 4].forEach((rate, k) => {
    near(states[0]![k]!, 3 / rate, 1e-9, `rate ${rate}`);
    assert.deepEqual(observables.map((values) => values[k]!), [2 * states[0]![k]!, rate]);
  });
});

test('points without a steady state are NaN, the others are not lost', () => {
  const grid = [0.25, 0.5, 0.75, 1.1, 1.5];
  const { states, observables } = continuation(saturable, {}, 'q', grid);
  assert.deepEqual([...states[0]!].map(Number.isFinite), [true, true, true, false, false]);
  assert.deepEqual([...observables[0]!].map(Number.isFinite), [true, true, true, false, false]);
  const outside = continuation(saturable, { q: 2 }, 'q', grid); // the walk begins where there is none
  assert.deepEqual([...outside.states[0]!].map(Number.isFinite), [true, true, true, false, false]);
});

test('at a fold continuation jumps to the other branch and stays on stable states', () => {
  const grid = Array.from({ length: 40 }, (_, k) => 0.01 * k);
  const { states } = continuation(bistable, {}, 'q', grid);
  grid.forEach((q, k) => {
    const y = states[0]![k]!;
    assert.ok(Math.abs(q + (4 * y * y) / (1 + y * y) - 2.2 * y) < 1e-8, `q ${q}`);
    assert.ok((8 * y) / (1 + y * y) ** 2 - 2.2 < 0, `q ${q}: unstable`);
    if (k > 0) assert.ok(y > states[0]![k - 1]!);
  });
  assert.ok(states[0]![0]! < 0.1 && states[0]![39]! > 1);
});

test('where there are two stable states continuation walks both ways from the one given', () => {
  const grid = Array.from({ length: 40 }, (_, k) => 0.01 * k);
  const low = continuation(bistable, { q: 0.3 }, 'q', grid, [0.24]).states[0]!;
  const high = continuation(bistable, { q: 0.3 }, 'q', grid, [1.3]).states[0]!;
  assert.ok(low[25]! < 0.5 && high[25]! > 1, `${low[25]}, ${high[25]}`); // 0.25: both exist
  for (const k of [10, 38]) near(low[k]!, high[k]!, 1e-9, `q ${grid[k]}`); // only one does
});

test('continuation foresees the next point: hardly more than one Jacobian each', () => {
  let calls = 0;
  const counted = { ...exchange, jacobian: (t: number, y: Float64Array, p: Float64Array, J: Float64Array) => {
    calls++;
    exchange.jacobian(t, y, p, J);
  } };
  continuation(counted, {}, 'k', Array.from({ length: 50 }, (_, k) => 0.5 + 0.06 * k), [1, 0, 0]);
  assert.ok(calls <= 65, `${calls} Jacobians for 50 points`);
});

test('wrong input is refused by name', () => {
  const refused = (call: () => unknown, message: RegExp): void => {
    assert.throws(call, (error) => error instanceof SolverError && error.reason === 'input' && message.test(error.message));
  };
  refused(() => steadyState(saturable, { r: 1 }), /parameter "r"/);
  refused(() => steadyState(saturable, { q: NaN }), /parameter "q" is NaN/);
  refused(() => steadyState(saturable, {}, [1, 2]), /2 state values were given, 1/);
  refused(() => continuation(saturable, {}, 'r', [1]), /parameter "r"/);
  refused(() => continuation(saturable, {}, 'q', []), /grid of "q" is empty/);
  refused(() => continuation(saturable, {}, 'q', [0.1, NaN]), /grid value of "q" is NaN/);
  refused(() => continuation(saturable, {}, 'q', [0.1, 0.3, 0.2]), /rise or fall.* 0.2 follows 0.3/);
});
