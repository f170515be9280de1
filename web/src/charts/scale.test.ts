import assert from 'node:assert/strict';
import test from 'node:test';
import { apart, linear, steadyTop } from './scale.ts';

test('a scale and its inverse agree', () => {
  const x = linear([0, 48], [34, 354]);
  for (let t = 0; t <= 48; t += 1.7) assert.ok(Math.abs(x.invert(x(t)) - t) < 1e-9);
});

test('labels stand apart, in order, inside the chart', () => {
  const placed = apart([100, 100, 101, 40], 16, 30, 220);
  const sorted = [...placed].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) assert.ok((sorted[i] as number) - (sorted[i - 1] as number) >= 16 - 1e-9);
  assert.ok(Math.min(...placed) >= 30 && Math.max(...placed) <= 220);
  assert.ok(Math.max(...apart([219, 219, 219], 16, 30, 220)) <= 220);
});

test('the axis grows in steps', () => {
  assert.equal(steadyTop(1.4), 1.5);
  assert.equal(steadyTop(2.01), 3);
  assert.ok(steadyTop(5000) > 5000);
});
