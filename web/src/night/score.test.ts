import assert from 'node:assert/strict';
import test from 'node:test';
import { report } from './report.ts';
import { score } from './score.ts';
import type { Rules } from './rules.ts';
import { at, NIGHT, RULES } from './testing.ts';

const series = (onsets: number[], more: Partial<Rules> = {}) => {
  const { events } = score(at(onsets), NIGHT, { ...RULES, ...more });
  return [1, 2, 3].map(n => events.filter(e => e.series === n).length).filter(n => n > 0);
};

test('a series needs enough movements, none too soon or too late after the one before', () => {
  assert.deepEqual(series([0, 12, 24]), [3]);
  assert.deepEqual(series([0, 40, 80]), [3]);
  assert.deepEqual(series([0, 40.01, 80.02]), []);
  assert.deepEqual(series([0, 11.99, 23.98]), []);
  assert.deepEqual(series([0, 20]), []);
  assert.deepEqual(series([0, 20, 40, 45, 65, 85]), [3, 3]);
  assert.deepEqual(series([0, 20, 40, 45, 65, 85], { shortInterval: 'skips' }), [5]);
});

test('decimals that miss a bound by rounding are on it', () => {
  assert.deepEqual(series([0.1, 12.1, 24.1, 36.1]), [4]);
  for (let tenth = 0; tenth < 30_000; tenth += 7) {
    const pair = [...at([tenth / 10], 1.8), ...at([(tenth + 25) / 10], 1, 'R')];
    assert.equal(score(pair, NIGHT, RULES).events.length, 2, `${tenth / 10}`);
  }
});

test('both legs become one movement, and each that is no candidate says why', () => {
  const why = (...movements: [number, number, 'L' | 'R'][]) => score(movements.map(([onset, end, leg]) => ({ onset, duration: end - onset, leg })), NIGHT, RULES).events.map(e => `${e.side}${e.refused}`);
  assert.deepEqual(why([0, 2, 'L'], [2.6, 4, 'R']), ['B']);
  assert.deepEqual(why([0, 2, 'L'], [2.7, 4, 'R']), ['L', 'R']);
  assert.deepEqual(why([0, 0.9, 'L']), ['Ltoo-short']);
  assert.deepEqual(why([0, 6.1, 'R']), ['Rtoo-long']);
  assert.deepEqual(why([0, 6.1, 'L'], [1, 2, 'R']), ['Bpart-too-long']);
  assert.deepEqual(why([0, 5, 'L'], [5, 8.1, 'R']), ['Btoo-long-together']);
  assert.deepEqual(why([0, 1, 'L'], [1, 2, 'R'], [2, 3, 'L'], [3, 4, 'R']), ['Btoo-many-parts']);
});

test('a movement that is no candidate ends a series, or is passed over', () => {
  const movements = [...at([0, 20, 50, 70]), ...at([35], 7)];
  assert.equal(report(score(movements, NIGHT, RULES), NIGHT, RULES).plmSeries, 0);
  const older = { ...RULES, ending: [] };
  assert.equal(report(score(movements, NIGHT, older), NIGHT, older).plmSeries, 1);
});

test('input is left alone, in any order, and a movement outside the night is refused', () => {
  const movements = at([60, 0, 40, 20]), copy = structuredClone(movements);
  assert.deepEqual(score(movements, NIGHT, RULES).events.map(e => e.parts), [[1], [3], [2], [0]]);
  assert.deepEqual(movements, copy);
  assert.throws(() => score(at([3600]), NIGHT, RULES), /3600 s begins outside/);
});

test('the report counts sleep and wake apart, and rates without a denominator are null', () => {
  const told = report(score(at([60, 80, 100, 120, 140]), NIGHT, RULES), NIGHT, RULES);
  assert.deepEqual([told.plms, told.plmw, told.plmSeries, told.clm], [2, 3, 1, 5]);
  assert.equal(told.plmsIndex, 2 / (116 / 120));
  assert.equal(told.periodicityIndex, 1);
  assert.deepEqual(told.byHour, [2]);
  const none = report(score([], { start: 0, stages: [] }, RULES), { start: 0, stages: [] }, RULES);
  assert.deepEqual([none.clm, none.plmsIndex, none.periodicityIndex, none.durationMean], [0, null, null, null]);
});

test('movements linked to breathing are taken out, and series built again', () => {
  const movements = at([0, 20, 40, 60]), breathing = [{ onset: 10, duration: 9 }];
  const night = score(movements, NIGHT, RULES, { breathing });
  assert.deepEqual(night.events.map(e => e.breathing), [false, true, false, false]);
  assert.equal(night.withoutBreathing?.filter(e => e.series).length, 3);
  assert.equal(score(movements, NIGHT, RULES).withoutBreathing, null);
  assert.equal(score(movements, NIGHT, { ...RULES, breathing: null }, { breathing }).withoutBreathing, null);
});
