import assert from 'node:assert/strict';
import { test } from 'node:test';

import { simulate, SolverError } from './index.ts';
import { integratorOf } from './inputs.ts';
import type { DoseEvent, OdeModel, SimulateOptions, SolverFailure } from './index.ts';
import { decay, follower, forcedNonlinear, kaps, model, scalar, vanDerPol } from './testing/problems.ts';

const even = (end: number, count: number): Float64Array =>
  Float64Array.from({ length: count + 1 }, (_, k) => (end * k) / count);

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`);
}

/** The error that this simulation throws. */
function failure(problem: OdeModel, options: SimulateOptions): SolverError {
  try {
    simulate(problem, options);
  } catch (error) {
    assert.ok(error instanceof SolverError, String(error));
    return error;
  }
  return assert.fail('nothing was thrown');
}

/** This call must be refused with a message that matches. */
function refused(options: Partial<SimulateOptions>, message: RegExp, time = NaN): void {
  const error = failure(decay, { times: [0, 1], ...options });
  assert.equal(error.reason, 'input');
  assert.match(error.message, message);
  assert.match(error.message, /"decay"/);
  if (!Number.isNaN(time)) assert.equal(error.time, time);
}

// --- doses and changes

test('repeated doses follow the exact solution, and the output at a dose has the dose in it', () => {
  const doses = [0, 6, 12.5, 18];
  const events: DoseEvent[] = doses.map((time) => ({ time, add: { drug: 2 } }));
  const times = Float64Array.from([...even(24, 96), 12.499999]).sort();
  const { states } = simulate(decay, { times, events });
  times.forEach((t, k) => {
    let exact = Math.exp(-0.5 * t);
    for (const dose of doses) if (t >= dose) exact += 2 * Math.exp(-0.5 * (t - dose));
    near(states[0]![k]!, exact, 2e-6 * exact, `t ${t}`);
  });
});

test('after a dose the steps start anew, as small as the change needs', () => {
  const { states, rejected } = simulate(decay, { times: [10, 10.001], parameters: { rate: 1000 }, events: [{ time: 10, add: { drug: 1 } }] });
  near(states[0]![1]!, Math.exp(-1), 1e-6, 'drug');
  assert.equal(rejected, 0);
});

test('a changed parameter holds from its time on, in observables too', () => {
  const events: DoseEvent[] = [{ time: 2, set: { rate: 0, inflow: 3 } }];
  const { states, observables } = simulate(decay, { times: [1, 2, 4], parameters: { rate: 1 }, events });
  near(states[0]![1]!, Math.exp(-2), 1e-6, 'before');
  near(states[0]![2]!, Math.exp(-2) + 6, 1e-5, 'after');
  assert.deepEqual([...observables[1]!], [1, 0, 0]);
  observables[0]!.forEach((value, k) => assert.equal(value, 2 * states[0]![k]!));
});

test('a short event between two far outputs is not stepped over', () => {
  const events: DoseEvent[] = [
    { time: 50, set: { inflow: 1e4 } },
    { time: 50.001, set: { inflow: 0 } },
  ];
  const { states } = simulate(decay, { times: [0, 60], initial: { drug: 0 }, events });
  const exact = (1e4 / 0.5) * (1 - Math.exp(-0.5 * 0.001)) * Math.exp(-0.5 * 9.999);
  near(states[0]![1]!, exact, 1e-5 * exact, 'what is left of the pulse');
});

test('events may come in any order; at the same time they happen as listed, set before add', () => {
  const events: DoseEvent[] = [
    { time: 3, add: { drug: 1 } },
    { time: 1, set: { rate: 0 } },
    { time: 1, set: { rate: 0, inflow: 1 }, add: { drug: 10 } },
    { time: 1, set: { inflow: 2 } },
  ];
  const { states } = simulate(decay, { times: [1, 3], events });
  near(states[0]![0]!, Math.exp(-0.5) + 10, 1e-5, 'at 1');
  near(states[0]![1]!, Math.exp(-0.5) + 10 + 4 + 1, 2e-5, 'at 3');
});

test('events at the start and at the last output count, later ones do not', () => {
  const events: DoseEvent[] = [
    { time: 0, add: { drug: 1 } },
    { time: 2, add: { drug: 5 } },
    { time: 2.5, add: { drug: 100 } },
  ];
  const { times, states } = simulate(decay, { times: [0, 2], events });
  assert.deepEqual([...times], [0, 2]);
  assert.equal(states[0]![0], 2);
  near(states[0]![1]!, 2 * Math.exp(-1) + 5, 1e-5, 'at 2');
});

// --- times, start, initial state, parameters

test('the start is 0 unless given, and need not be an output time', () => {
  near(simulate(decay, { times: [4] }).states[0]![0]!, Math.exp(-2), 1e-6, 'from 0');
  near(simulate(decay, { times: [4], start: -2 }).states[0]![0]!, Math.exp(-3), 1e-6, 'from -2');
  assert.equal(simulate(decay, { times: [7], start: 7 }).states[0]![0], 1);
});

test('parameters and initial state are taken by name or as a whole', () => {
  const at = (options: Partial<SimulateOptions>): number => simulate(decay, { times: [1], ...options }).states[0]![0]!;
  near(at({ parameters: { rate: 2 } }), Math.exp(-2), 1e-6, 'by name');
  assert.equal(at({ parameters: Float64Array.of(2, 0) }), at({ parameters: { rate: 2 } }));
  assert.equal(at({ initial: [3] }), at({ initial: { drug: 3 } }));
  near(at({ initial: [3] }), 3 * Math.exp(-0.5), 3e-6, 'initial');
});

test('one run leaves nothing behind for the next', () => {
  const plain = simulate(vanDerPol, { times: [900], rtol: 1e-3 });
  assert.ok(plain.rejected > 0);
  simulate(vanDerPol, { times: [5], initial: [3, 3], rtol: 1e-3 });
  assert.deepEqual(simulate(vanDerPol, { times: [900], rtol: 1e-3 }), plain);
  simulate(kaps, { times: [5], initial: [3, 3], parameters: { stiffness: 1e5 }, rtol: 1e-3 });
  const integrator = integratorOf(kaps);
  const calm = simulate(kaps, { times: [1, 2] });
  failure(kaps, { times: [5], maxSteps: 3 });
  assert.deepEqual(simulate(kaps, { times: [1, 2] }), calm);
  assert.equal(integratorOf(kaps), integrator, 'memory is allocated once per model');
});

test('the tolerance of each state follows its own scale', () => {
  // Two copies of one oscillation, one a million times smaller: both must be as good.
  const twins = model({
    id: 'twins',
    states: ['a', 'b', 'c', 'd'],
    initial: [1, 0, 1e-6, 0],
    scale: [1, 1, 1e-6, 1e-6],
    rhs: (_t, y, _p, dy) => dy.set([y[1]!, -y[0]!, 50 * y[3]!, -50 * y[2]!]),
    jacobian: () => [[0, 1, 0, 0], [-1, 0, 0, 0], [0, 0, 0, 50], [0, 0, -50, 0]],
  });
  const { states } = simulate(twins, { times: [2] });
  near(states[2]![0]!, 1e-6 * Math.cos(100), 1e-10, 'the small fast one');
});

test('outputs do not depend on how many there are', () => {
  const few = simulate(kaps, { times: [5] });
  const many = simulate(kaps, { times: even(5, 1000) });
  assert.equal(many.steps, few.steps);
  assert.equal(many.states[0]![1000], few.states[0]![0]);
});

test('values below zero are left as they are', () => {
  near(simulate(decay, { times: [1], initial: [-1] }).states[0]![0]!, -Math.exp(-0.5), 1e-6, 'drug');
});

// --- step control

test('a system at rest is done in a few steps, and steps are counted', () => {
  const { steps, rejected, evaluations } = simulate(decay, { times: even(1000, 100), initial: [0] });
  assert.ok(steps <= 2, `${steps} steps`);
  assert.equal(rejected, 0);
  assert.equal(evaluations, 7 * steps);
});

test('few steps are lost: the controller foresees, and rejects little', () => {
  const { steps, rejected } = simulate(kaps, { times: [10], parameters: { stiffness: 1e3 } });
  assert.ok(steps < 400 && rejected < 0.05 * steps, `${steps} steps, ${rejected} rejected`);
});

test('a forcing that starts late is not stepped over', () => {
  const bump = (t: number): number => Math.exp(-((t - 40) ** 2));
  const late = model({
    id: 'late',
    states: ['y'],
    initial: [0],
    scale: [1],
    rhs: (t, y, _p, dy) => void (dy[0] = bump(t) - 0 * y[0]!),
    jacobian: () => [[0]],
    dfdt: (t) => [-2 * (t - 40) * bump(t)],
  });
  near(simulate(late, { times: [48] }).states[0]![0]!, Math.sqrt(Math.PI), 1e-5, 'area of the bump');
});

test('maxStep is kept', () => {
  assert.ok(simulate(decay, { times: [10], initial: [0], maxStep: 0.1 }).steps >= 100);
  const one = simulate(follower, { times: [10], rtol: 1e-2 });
  const two = simulate(follower, { times: [10], rtol: 1e-2, maxStep: 0.1 });
  assert.ok(one.steps >= 24 && two.steps >= 100, `${one.steps}, ${two.steps}`);
});

// --- failures

test('a solution that blows up stops with the time at which it does', () => {
  const explosion = scalar('explosion', 1, 1, (y, q) => q * y * y, (y, q) => 2 * q * y);
  const error = failure(explosion, { times: [0.5, 2] });
  assert.equal(error.reason, 'step-size');
  near(error.time, 1, 1e-5, 'time');
  assert.match(error.message, /"explosion", time (1|0\.9999\d*) h: .* no step is small enough .* 0.000001/);
});

test('an equation that stops being a number stops the solver there', () => {
  const root = scalar('root', 1, 1, (y, q) => -q - Math.sqrt(y - 0.5), (y) => -0.5 / Math.sqrt(y - 0.5));
  const s = Math.SQRT1_2; // the root at the start; it falls to 0 in the time 2 (s - ln(1 + s))
  const error = failure(root, { times: [5] });
  assert.equal(error.reason, 'non-finite');
  assert.match(error.message, /not finite numbers/);
  near(error.time, 2 * (s - Math.log(1 + s)), 1e-3, 'time');
  const atOnce = failure(root, { times: [5], initial: [0] });
  assert.equal(atOnce.reason, 'non-finite');
  assert.equal(atOnce.time, 0);
  assert.match(atOnce.message, /"y"/);
});

test('too many steps: the message says how many and how far it came', () => {
  const error = failure(kaps, { times: [5], maxSteps: 10 });
  assert.equal(error.reason, 'max-steps');
  assert.ok(error.time > 0 && error.time < 5);
  assert.match(error.message, /10 steps/);
  assert.equal(error.name, 'SolverError');
  const reason: SolverFailure = error.reason;
  assert.ok(reason);
});

test('wrong input is refused by name', () => {
  refused({ parameters: { rat: 1 } }, /parameter "rat"/);
  refused({ parameters: { rate: NaN } }, /parameter "rate" is NaN/);
  refused({ parameters: { rate: Infinity } }, /parameter "rate" is Infinity/);
  refused({ parameters: { rate: undefined as unknown as number } }, /parameter "rate"/);
  refused({ parameters: [1] }, /1 parameter values were given, 2/);
  refused({ initial: { alcohol: 1 } }, /state "alcohol"/);
  refused({ initial: [NaN] }, /state "drug" is NaN/);
  refused({ times: [] }, /no output times/);
  refused({ times: [0, 1, 1] }, /increase.* 1 follows 1/, 1);
  refused({ times: [0, 2, 1] }, /increase.* 1 follows 2/, 1);
  refused({ times: [0, NaN] }, /output time is NaN/);
  refused({ times: [-1, 1] }, /-1 is before the start, 0/, -1);
  refused({ start: NaN }, /start is NaN/);
  refused({ events: [{ time: -1 }] }, /event at -1 is before the start, 0/, -1);
  refused({ events: [{ time: NaN }] }, /time of an event is NaN/);
  refused({ events: [{ time: 0.5, set: { rat: 1 } }] }, /parameter "rat"/, 0.5);
  refused({ events: [{ time: 0.5, add: { alcohol: 1 } }] }, /state "alcohol"/, 0.5);
  refused({ events: [{ time: 0.5, add: { drug: NaN } }] }, /state "drug" in the event at 0.5 is NaN/, 0.5);
  refused({ rtol: 0 }, /rtol is 0/);
  refused({ rtol: NaN }, /rtol is NaN/);
  refused({ maxSteps: 0 }, /maxSteps is 0/);
  refused({ maxStep: -1 }, /maxStep is -1/);
});

test('an event with nothing but a time is a point the solver stops at', () => {
  const plain = simulate(forcedNonlinear, { times: [1], maxStep: 10 });
  const stopped = simulate(forcedNonlinear, { times: [1], maxStep: 10, events: [{ time: 0.123 }] });
  near(stopped.states[0]![0]!, plain.states[0]![0]!, 1e-6, 'y');
  assert.notEqual(stopped.evaluations, plain.evaluations);
});
