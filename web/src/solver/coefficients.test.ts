import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as published from './coefficients.ts';

type Table = Readonly<Record<string, number>>;
type Matrix = number[][];

const STAGES = 6;
const THETAS = [0, 0.1, 0.25, 0.5, 0.8, 1];

const dot = (v: number[], w: number[]): number => v.reduce((sum, x, i) => sum + x * w[i]!, 0);
const product = (v: number[], w: number[]): number[] => v.map((x, i) => x * w[i]!);
const times = (m: Matrix, v: number[]): number[] => m.map((line) => dot(line, v));
const sums = (m: Matrix): number[] => m.map((line) => line.reduce((sum, x) => sum + x, 0));

/** By how much each condition that the table must meet is missed, by name. */
function misses(table: Table): Map<string, number> {
  const read = (name: string): number => table[name] ?? 0;
  const lower = (letter: string): Matrix =>
    Array.from({ length: STAGES }, (_, i) =>
      Array.from({ length: STAGES }, (_, j) => (j < i ? read(`${letter}${i + 1}${j + 1}`) : 0)),
    );
  const fifth = [1, 2, 3, 4].map((j) => read(`A5${j}`));

  // Back to the classical form: Gamma = (I / GAMMA - G)^-1, alpha = A Gamma, b = m Gamma, beta = alpha + Gamma.
  const a = lower('A');
  a[5] = [...fifth, 1, 0];
  const g = lower('G');
  const gamma = a.map((line) => line.map(() => 0));
  for (let col = 0; col < STAGES; col++) {
    for (let i = col; i < STAGES; i++) {
      const sum = dot(g[i]!.slice(0, i), gamma.slice(0, i).map((line) => line[col]!));
      gamma[i]![col] = read('GAMMA') * (sum + (i === col ? 1 : 0));
    }
  }
  const classical = (u: number[]): number[] => gamma[0]!.map((_, j) => dot(u, gamma.map((line) => line[j]!)));
  const alpha = a.map(classical);
  const beta = alpha.map((line, i) => line.map((x, j) => x + gamma[i]![j]!));
  const ca = sums(alpha);
  const cb = sums(beta);
  const square = product(ca, ca);

  const found = new Map<string, number>();
  const expect = (what: string, actual: number, expected: number): void => void found.set(what, Math.abs(actual - expected));
  const orderThree = (what: string, b: number[], theta: number): void => {
    expect(`${what}: order 1`, sums([b])[0]!, theta);
    expect(`${what}: order 2`, dot(b, cb), theta ** 2 / 2);
    expect(`${what}: order 3, alpha`, dot(b, square), theta ** 3 / 3);
    expect(`${what}: order 3, beta`, dot(b, times(beta, cb)), theta ** 3 / 6);
  };
  const m = [...fifth, 1, 1];
  const b = classical(m);
  orderThree('new state', b, 1);
  expect('new state: order 4, alpha^3', dot(b, product(square, ca)), 1 / 4);
  expect('new state: order 4, alpha alpha beta', dot(b, product(ca, times(alpha, cb))), 1 / 8);
  expect('new state: order 4, beta alpha^2', dot(b, times(beta, square)), 1 / 12);
  expect('new state: order 4, beta beta beta', dot(b, times(beta, times(beta, cb))), 1 / 24);
  orderThree('embedded', classical([...fifth, 1, 0]), 1);
  for (const theta of THETAS) {
    const u = m.map((x, i) => theta * x + theta * (1 - theta) * (read(`P${i + 1}`) + theta * read(`Q${i + 1}`)));
    orderThree(`dense ${theta}`, classical(u), theta);
  }
  [0, read('C2'), read('C3'), read('C4'), 1, 1].forEach((c, i) => expect(`time of stage ${i + 1}`, ca[i]!, c));
  [read('D1'), read('D2'), read('D3'), read('D4'), 0, 0].forEach((d, i) => expect(`time weight ${i + 1}`, sums(gamma)[i]!, d));
  beta[5]!.forEach((x, j) => expect(`stiffly accurate, weight ${j + 1}`, x, b[j]!));
  return found;
}

test('the coefficients meet the conditions of order 4, of the embedded and dense order 3, and of stiff accuracy', () => {
  for (const [what, miss] of misses(published)) assert.ok(miss < 2e-13, `${what}: missed by ${miss}`);
});

test('each coefficient is held by these conditions: one part in 1e10 off is noticed', () => {
  const table: Table = { ...published };
  assert.equal(Object.keys(table).length, 42);
  for (const [name, value] of Object.entries(table)) {
    const worst = Math.max(...misses({ ...table, [name]: value * (1 + 1e-10) }).values());
    assert.ok(worst > 4e-13, `${name} may be wrong unnoticed (${worst})`);
  }
});
