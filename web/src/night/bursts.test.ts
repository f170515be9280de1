import assert from 'node:assert/strict';
import test from 'node:test';
import { bursts, verdicts } from './bursts.ts';
import { score } from './score.ts';
import { at, NIGHT, RULES } from './testing.ts';

test('a burst is what the rules at hand join, and keeps its number under others', () => {
  const movements = [{ onset: 10, duration: 2, leg: 'L' as const }, { onset: 12.5, duration: 1, leg: 'R' as const }, { onset: 16, duration: 1, leg: 'L' as const }];
  assert.deepEqual(bursts(movements, NIGHT, RULES).map(b => [b.number, b.onset, b.end, b.side, b.parts]), [[1, 10, 13.5, 'B', [0, 1]], [2, 16, 17, 'L', [2]]]);
});

test('a burst counts if any of its movements does, and one that is only a part of another says so', () => {
  const movements = [...at([20, 40, 60]), { onset: 63, duration: 1, leg: 'R' as const }], found = bursts(movements, NIGHT, RULES);
  assert.equal(found.length, 4);
  assert.deepEqual(verdicts(found, score(movements, NIGHT, RULES).events).map(v => v.why), ['', '', '', 'only-one']);
  const wide = score(movements, NIGHT, { ...RULES, join: 'onsets', joinWithin: 5 }).events;
  assert.deepEqual(verdicts(found, wide), [{ counted: true, why: '', event: 0 }, { counted: true, why: '', event: 1 }, { counted: true, why: '', event: 2 }, { counted: false, why: 'joined', event: 2 }]);
  const apart = bursts(at([20, 40, 60]), NIGHT, { ...RULES, join: 'gap', joinWithin: 30 });
  assert.deepEqual(verdicts(apart, score(at([20, 40, 60]), NIGHT, RULES).events), [{ counted: true, why: '', event: 0 }]);
});
