import assert from 'node:assert/strict';
import { test } from 'node:test';

import { factor, solve } from './lu.ts';
import { seeded } from '../stats/random.ts';

test('random systems are solved, also where rows must be swapped', () => {
  const random = seeded(1);
  for (let n = 1; n <= 12; n++) {
    for (let run = 0; run < 20; run++) {
      const a = Float64Array.from({ length: n * n }, () => (random() < 0.4 ? 0 : 2 * random() - 1));
      for (let i = 0; i < n; i++) a[i * n + ((i + 1) % n)]! += 3; // large off the diagonal: no pivot in place
      const x = Float64Array.from({ length: n }, () => 2 * random() - 1);
      const b = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0));
      const pivots = new Int32Array(n);
      assert.notEqual(factor(a, n, pivots), 0);
      solve(a, n, pivots, b);
      for (let i = 0; i < n; i++) assert.ok(Math.abs(b[i]! - x[i]!) < 1e-12, `n ${n}, component ${i}`);
    }
  }
});

test('the sign of the determinant comes with the factors, and 0 for a singular matrix', () => {
  const sign = (...a: number[]): number => {
    const n = Math.sqrt(a.length);
    return factor(Float64Array.from(a), n, new Int32Array(n));
  };
  assert.equal(sign(2, 1, 1, 3), 1);
  assert.equal(sign(1, 3, 2, 1), -1);
  assert.equal(sign(0, 1, 1, 0), -1);
  assert.equal(sign(-1, 0, 0, -1), 1);
  assert.equal(sign(0, 1, 0, 0, 0, 1, 1, 0, 0), 1);
  assert.equal(sign(1, 2, 2, 4), 0);
  assert.equal(sign(0, 0, 0, 1), 0);
  assert.equal(sign(NaN), 0);
});

test('rows of very different size do no harm', () => {
  const a = Float64Array.of(1e-20, 1, 1, 1);
  const b = Float64Array.of(1, 2);
  const pivots = new Int32Array(2);
  factor(a, 2, pivots);
  solve(a, 2, pivots, b);
  assert.deepEqual([...b], [1, 1]);
});
