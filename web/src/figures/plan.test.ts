import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLane, encodePlan, eventsOf, fitted, freePlace, gridOf, planWords, regular, timeWords, YEAR } from './plan.ts';
import type { LaneSpec, ScheduleSpec } from './spec.ts';

const lane = (changes: Partial<LaneSpec> = {}): LaneSpec => ({ id: 'still', label: 'Sitting', noun: 'sitting', plural: 'sitting', color: 'rest', kind: 'span', plan: [], inside: { still: 1 }, dose: {}, every: '', step: 0.25, most: 3, shade: false, told: true, ...changes });
const pills = lane({ id: 'pills', noun: 'tablet', plural: 'tablets', kind: 'dose', inside: {}, dose: { gut: 'dose' }, step: 1, most: 5 });
const spec = (lanes: LaneSpec[], clock: number | null = 0, hours = 48) => ({ lanes, hours, clock, base: { still: 0, asleep: 0 } }) as unknown as ScheduleSpec;

test('a moved span keeps its length, snaps to the steps and stops at its neighbours and at the ends', () => {
  const rows = [[1, 2], [5, 7], [10, 11]];
  assert.deepEqual(fitted(lane(), rows, 1, [5.1, 7.1], 48), [5, 7]);
  assert.deepEqual(fitted(lane(), rows, 1, [6.2, 8.2], 48), [6.25, 8.25]);
  assert.deepEqual(fitted(lane(), rows, 1, [0, 2], 48), [2, 4]);
  assert.deepEqual(fitted(lane(), rows, 1, [20, 22], 48), [8, 10]);
  assert.deepEqual(fitted(lane(), rows, 2, [60, 61], 48), [47, 48]);
});

test('a span whose end is moved never vanishes, turns over, or reaches into a neighbour', () => {
  const rows = [[1, 2], [5, 7]];
  assert.deepEqual(fitted(lane(), rows, 0, [1, 9], 48), [1, 5]);
  assert.deepEqual(fitted(lane(), rows, 1, [8, 7], 48)?.map(t => t >= 2), [true, true]);
  const shrunk = fitted(lane(), rows, 1, [5, 4], 48)!;
  assert.ok(shrunk[1]! - shrunk[0]! >= 0.25 - 1e-9);
});

test('doses stay apart, and a full or crowded lane takes no more', () => {
  assert.deepEqual(fitted(pills, [[8], [10]], 0, [10], 48), [9]);
  assert.deepEqual(freePlace(pills, [], 48), [24]);
  assert.equal(freePlace(pills, [[1], [2], [3], [4], [5]], 48), null);
  assert.equal(freePlace(lane(), [[0, 24], [24.25, 48]], 48), null);
  const row = freePlace(lane(), [[0, 10]], 48)!;
  assert.ok(row[0]! > 10 && row[1]! < 48 && row[1]! > row[0]!);
});

test('where spans overlap, the later lane has the last word', () => {
  const sleep = lane({ id: 'sleep', inside: { asleep: 1, still: 1 } }), walk = lane({ id: 'walk', inside: { still: 0 } });
  const events = eventsOf(spec([sleep, walk]), { sleep: [[0, 8]], walk: [[2, 3]] }, {});
  assert.deepEqual(events.map(e => [e.time, e.set]), [[0, { still: 1, asleep: 1 }], [2, { still: 0, asleep: 1 }], [3, { still: 1, asleep: 1 }], [8, { still: 0, asleep: 0 }]]);
});

test('a dose is what its control says', () => {
  assert.deepEqual(eventsOf(spec([pills]), { pills: [[8], [32]] }, { dose: 60 }), [{ time: 8, add: { gut: 60 } }, { time: 32, add: { gut: 60 } }]);
  assert.deepEqual(regular(8, 24, 56.5, 9), [[8], [32], [56]]);
  assert.deepEqual(regular(8, 24, 56, 2), [[8], [32]]);
});

test('outputs stand on both sides of whatever happens', () => {
  const grid = gridOf({ still: [[1.1, 2]] }, 48);
  for (const t of [1.1, 1.1 - 1e-3, 2, 2 - 1e-3, 0, 48]) assert.ok(grid.some(g => Math.abs(g - t) < 1e-12), String(t));
  assert.ok(grid.every((t, i) => i === 0 || t > grid[i - 1]!));
});

test('a plan is written and read back', () => {
  const lanes = [lane(), pills], own = { still: [[20, 22]], pills: [[8]] }, plan = { still: [[1.5, 3], [20, 22]], pills: [] };
  const written = encodePlan(lanes, plan, own);
  assert.deepEqual(written, ['still:1.5-3_20-22', 'pills:none']);
  assert.deepEqual(written.map((part, i) => decodeLane(lanes[i]!, part.split(':')[1]!, 48)), [plan.still, plan.pills]);
  assert.deepEqual(encodePlan(lanes, own, own), []);
});

test('a plan that cannot be is refused, and says which lane', () => {
  for (const text of ['1-', '3-1', '1', '1-2-3', 'a-b', '1-99', '-1-2', '1-3_2-4', '1-2_3-4_5-6_7-8']) assert.throws(() => decodeLane(lane(), text, 48), /still/, text);
  for (const text of ['1-2', '8_8', '99']) assert.throws(() => decodeLane(pills, text, 48), /pills/, text);
});

test('the plan in words says once what comes back every day, and leaves out what the run cuts', () => {
  assert.equal(planWords(spec([lane()]), { still: [[20, 22], [44, 46]] }), 'sitting 20:00 to 22:00 on 2 days');
  assert.equal(planWords(spec([lane()]), { still: [[0, 7], [23, 31], [47, 48]] }), 'sitting 23:00 on day 1 to 07:00 on day 2');
  assert.equal(planWords(spec([lane()]), { still: [[20, 22]] }), 'sitting 20:00 to 22:00 on day 1');
  assert.equal(planWords(spec([lane()]), { still: [] }), 'nothing planned');
  assert.equal(planWords(spec([pills], null, 336), { pills: [[8], [32], [56]] }), '3 tablets, 24 h apart');
});

test('long runs are told in years, shorter ones in weeks or days', () => {
  const words = (hours: number, time: number) => timeWords({ clock: null, hours }, time);
  assert.equal(words(6 * YEAR, 2.5 * YEAR), '2.5 y');
  assert.equal(words(90 * 24, 14 * 24), 'week 2');
  assert.equal(words(10 * 24, 48), '2 d');
});
