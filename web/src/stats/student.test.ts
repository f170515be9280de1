import assert from 'node:assert/strict';
import test from 'node:test';
import { studentCdf, studentQuantile } from './student.ts';

const close = (a: number, b: number, tolerance = 1e-12) => assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test('the quantiles of the printed tables', () => {
  close(studentQuantile(0.975, 1), 12.706, 5e-5);
  close(studentQuantile(0.975, 2), 4.303, 2e-4);
  close(studentQuantile(0.975, 10), 2.228, 2e-4);
  close(studentQuantile(0.95, 30), 1.697, 3e-4);
});

test('one and two degrees of freedom have a closed form', () => {
  for (let p = 0.01; p < 1; p += 0.007) {
    close(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)), 1e-11);
    close(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-11);
  }
});

test('the quantile undoes the distribution, and falls towards the normal one', () => {
  let before = Infinity;
  for (let df = 1; df < 400; df++) {
    const t = studentQuantile(0.975, df);
    close(studentCdf(t, df), 0.975);
    close(studentQuantile(0.025, df), -t);
    assert.ok(t < before && t > 1.95996);
    before = t;
  }
});

test('what has no quantile is refused by name', () => {
  for (const [p, df] of [[0, 3], [1, 3], [NaN, 3]] as const) assert.throws(() => studentQuantile(p, df), /probability/);
  for (const df of [0, -1, 1.5, NaN]) assert.throws(() => studentQuantile(0.975, df), /degrees of freedom/);
});
