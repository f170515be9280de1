import assert from 'node:assert/strict';
import test from 'node:test';
import type { Sleeper } from '../night/generate.ts';
import { RULES } from '../night/testing.ts';
import { controlsOf, decodeNight, encodeNight, indexes, sleeperOf, startOf, tellAll, weekOf } from './night-state.ts';
import type { NightControl, NightSpec } from './spec.ts';

const SLEEPER: Sleeper = { bouts: 10, fades: 3.03, length: 12, interval: 25, intervalSpread: 0.3, doublets: 0.052, isolated: 3, bothLegs: 0.5, rem: 0.25, breathing: 15, breathingMoves: 0.5, sleep: 6, factor: 1 };
const control = (name: string, parameter: keyof Sleeper, low: number, high: number, form: NightControl['form'] = 'plain'): NightControl => ({ name, parameter, form, label: name, hint: '', unit: '', noun: name, low, high, normal: low, step: 1 });
const SPEC: NightSpec = {
  kind: 'night', id: 'n', title: 'N', subtitle: '', badge: '', about: [], seed: 0, most: 99, night_spread: 0.2, threshold: { fact: '', value: 15, citation: '' }, shares: [],
  controls: [control('bouts', 'bouts', 0, 20), control('left', 'fades', 1, 100, 'left'), control('doublets', 'doublets', 0, 60, 'percent')],
  questions: [{ id: 'one', label: '', watch: '', phrase: 'One', sleeper: SLEEPER, set: { bouts: 10, left: 14, doublets: 5 } }, { id: 'two', label: '', watch: '', phrase: 'Two', sleeper: { ...SLEEPER, bouts: 2 }, set: { bouts: 2, left: 14, doublets: 5 } }],
  rules: [RULES, { ...RULES, id: 'other', intervalMin: 5, shortInterval: 'skips' }],
};

test('a slider left alone leaves the sleeper as it is; a moved one sets its parameter', () => {
  const start = startOf(SPEC), same = sleeperOf(SPEC, start);
  assert.deepEqual({ ...same, factor: 1 }, SLEEPER);
  const moved = sleeperOf(SPEC, { ...start, settings: { bouts: 4, left: 50, doublets: 30 } });
  assert.equal(moved.bouts, 4);
  assert.ok(Math.abs(Math.exp(-6 / moved.fades) - 0.5) < 1e-12);
  assert.equal(moved.doublets, 0.3);
  assert.ok(Math.exp(-6 / sleeperOf(SPEC, { ...start, settings: { ...start.settings, left: 100 } }).fades) > 0.999999);
});

test('nights differ, a night comes back, and its rules do not change what was drawn', () => {
  const start = startOf(SPEC), first = tellAll(SPEC, start), again = tellAll(SPEC, { ...start, rules: 'other' }), next = tellAll(SPEC, { ...start, night: 2 });
  assert.deepEqual(first, again);
  assert.equal(first[0]!.drawn, first[1]!.drawn);
  assert.notDeepEqual(first[0]!.drawn.movements, next[0]!.drawn.movements);
  assert.deepEqual(indexes(SPEC, start, [1, 2]), [first[0]!.report.plmsIndex, next[0]!.report.plmsIndex]);
  assert.deepEqual(weekOf(1, 99), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(weekOf(98, 99), [92, 93, 94, 95, 96, 97, 98]);
  assert.deepEqual(weekOf(99, 99), [99]);
});

test('what an address holds comes back as it was', () => {
  const start = startOf(SPEC);
  for (const state of [start, { ...start, night: 12, rules: 'other' }, { settings: { bouts: 3, left: 14, doublets: 5 }, question: 'two', night: 1, rules: 'test' }]) assert.deepEqual(decodeNight(encodeNight(SPEC, state), SPEC), state);
  assert.equal(encodeNight(SPEC, start), '');
  assert.equal(encodeNight(SPEC, { settings: { bouts: 3, left: 14, doublets: 5 }, question: 'two', night: 2, rules: 'other' }), 'bouts:3,q:two,night:2,rules:other');
  assert.equal(controlsOf(SPEC, 'two')[0]!.normal, 2);
});

test('an address that does not fit is named', () => {
  for (const [text, named] of [['night:0', '“0”'], ['night:100', '“100”'], ['night:x', '“x”'], ['night', 'night'], ['rules:mine', 'mine'], ['q:three', 'three'], ['bouts:21', 'outside 0 to 20'], ['bouts:', 'not a number'], ['shoes:2', 'shoes'], ['nonsense', 'nonsense']] as const) {
    assert.throws(() => decodeNight(text, SPEC), (error: Error) => error.message.includes(named), text);
  }
});
