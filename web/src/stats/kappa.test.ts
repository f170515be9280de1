import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossTable, kappa } from './kappa.ts';

test('kappa of a table printed by SAS', () => {
  assert.ok(Math.abs((kappa([[0, 4, 1], [0, 8, 0], [0, 1, 5]]) as number) - 0.4842) < 5e-5);
});

test('kappa is 1 for full agreement, 0 for what chance gives, and below 0 for less', () => {
  assert.equal(kappa([[3, 0], [0, 2]]), 1);
  assert.ok(Math.abs(kappa([[1, 1], [1, 1]]) as number) < 1e-12);
  assert.equal(kappa([[0, 2], [2, 0]]), -1);
});

test('kappa cannot be told if both raters use one word throughout, or nothing is rated', () => {
  assert.equal(kappa([[7, 0], [0, 0]]), null);
  assert.equal(kappa([[0, 0], [0, 0]]), null);
});

test('a near miss costs less with quadratic weights', () => {
  const near = crossTable([0, 1, 2, 3], [1, 1, 2, 3], 4), far = crossTable([0, 1, 2, 3], [3, 1, 2, 3], 4);
  assert.ok((kappa(near, true) as number) > (kappa(far, true) as number));
  assert.ok((kappa(near, true) as number) > (kappa(near) as number));
});
