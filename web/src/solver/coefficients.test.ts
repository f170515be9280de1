import assert from "node:assert/strict";
import { test } from "node:test";

import * as c from "./coefficients.ts";

type Matrix = number[][];

const STAGES = 6;
const table = c as Readonly<Record<string, number>>;
const lower = (letter: string): Matrix =>
  Array.from({ length: STAGES }, (_, i) =>
    Array.from({ length: STAGES }, (_, j) => (j < i ? (table[`${letter}${i + 1}${j + 1}`] ?? 0) : 0)),
  );

/** Back from the form without matrix products to the classical alpha, Gamma and b. */
function classical() {
  const a = lower("A");
  a[5] = [c.A51, c.A52, c.A53, c.A54, 1, 0];
  const g = lower("G");
  // Gamma^-1 = I / GAMMA - G, lower triangular: invert by forward substitution.
  const gamma = Array.from({ length: STAGES }, () => new Array<number>(STAGES).fill(0));
  for (let col = 0; col < STAGES; col++) {
    for (let i = col; i < STAGES; i++) {
      let sum = i === col ? 1 : 0;
      for (let k = col; k < i; k++) sum += g[i]![k]! * gamma[k]![col]!;
      gamma[i]![col] = sum * c.GAMMA;
    }
  }
  const row = (u: number[]): number[] => gamma[0]!.map((_, j) => u.reduce((sum, x, i) => sum + x * gamma[i]![j]!, 0));
  const alpha = a.map(row);
  const beta = alpha.map((line, i) => line.map((x, j) => x + gamma[i]![j]!));
  return { alpha, beta, gamma, row };
}

const { alpha, beta, gamma, row } = classical();
const sums = (m: Matrix): number[] => m.map((line) => line.reduce((sum, x) => sum + x, 0));
const times = (m: Matrix, v: number[]): number[] => m.map((line) => dot(line, v));
const dot = (v: number[], w: number[]): number => v.reduce((sum, x, i) => sum + x * w[i]!, 0);
const by = (v: number[], w: number[]): number[] => v.map((x, i) => x * w[i]!);

const ca = sums(alpha);
const cb = sums(beta);
const square = by(ca, ca);

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 5e-13, `${what}: ${actual} instead of ${expected}`);
}

/** The order conditions up to 3 for weights that reach theta of the step. */
function orderThree(b: number[], theta: number, what: string): void {
  near(sums([b])[0]!, theta, `${what}, order 1`);
  near(dot(b, cb), theta ** 2 / 2, `${what}, order 2`);
  near(dot(b, square), theta ** 3 / 3, `${what}, order 3 (alpha)`);
  near(dot(b, times(beta, cb)), theta ** 3 / 6, `${what}, order 3 (beta)`);
}

const stateWeights = [c.A51, c.A52, c.A53, c.A54, 1, 1];

test("the new state meets all eight conditions of order 4", () => {
  const b = row(stateWeights);
  orderThree(b, 1, "state");
  near(dot(b, by(square, ca)), 1 / 4, "alpha^3");
  near(dot(b, by(ca, times(alpha, cb))), 1 / 8, "alpha, alpha beta");
  near(dot(b, times(beta, square)), 1 / 12, "beta alpha^2");
  near(dot(b, times(beta, times(beta, cb))), 1 / 24, "beta beta beta");
});

test("the embedded solution meets the conditions of order 3, and not those of order 4", () => {
  const b = row([c.A51, c.A52, c.A53, c.A54, 1, 0]);
  orderThree(b, 1, "embedded");
  assert.ok(Math.abs(dot(b, by(square, ca)) - 1 / 4) > 1e-3);
});

test("the dense output meets the conditions of order 3 all over the step", () => {
  const p = [c.P1, c.P2, c.P3, c.P4, c.P5, 0];
  const q = [c.Q1, c.Q2, c.Q3, c.Q4, c.Q5, 0];
  for (const theta of [0, 0.1, 0.25, 0.5, 0.8, 1]) {
    const u = stateWeights.map((m, i) => theta * m + theta * (1 - theta) * (p[i]! + theta * q[i]!));
    orderThree(row(u), theta, `theta ${theta}`);
  }
});

test("stage times and weights of the time derivative are the sums of their rows", () => {
  [0, c.C2, c.C3, c.C4, 1, 1].forEach((time, i) => near(ca[i]!, time, `time of stage ${i + 1}`));
  [c.D1, c.D2, c.D3, c.D4, 0, 0].forEach((weight, i) => near(sums(gamma)[i]!, weight, `time weight ${i + 1}`));
});

test("the method is stiffly accurate: the last stage ends where the new state is", () => {
  const b = row(stateWeights);
  beta[5]!.forEach((x, j) => near(x, b[j]!, `weight ${j + 1}`));
});

test("each coefficient counts: one part in a million off breaks a condition", () => {
  // The conditions are checked to 5e-13 and depend on each number, so this only guards the list itself.
  assert.equal(Object.keys(table).length, 1 + 10 + 15 + 3 + 4 + 10);
});
