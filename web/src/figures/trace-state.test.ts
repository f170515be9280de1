import assert from 'node:assert/strict';
import test from 'node:test';
import { at, RULES } from '../night/testing.ts';
import type { TraceSpec } from './spec.ts';
import { burstsOf, compareMarks, decodeTrace, differences, encodeTrace, judge, reason, startOf, tag } from './trace-state.ts';

const OLDER = { ...RULES, id: 'older', ending: [], shortInterval: 'skips' as const };
const spec = (movements: TraceSpec['movements'], rules = [RULES, OLDER]): TraceSpec => ({ kind: 'trace', id: 't', title: 'T', subtitle: '', badge: '', about: [], prompt: '?', seconds: 600, seed: 1, stage: 'N2', movements, rules });
const SPEC = spec([...at([20, 40, 60]), ...at([80], 0.5), ...at([95, 115]), ...at([135], 7), ...at([300, 308])]);

test('what an address holds comes back as it was', () => {
  for (const state of [startOf(SPEC), { marks: [2, 7], committed: false, rules: 'test' }, { marks: [1], committed: true, rules: 'older' }]) assert.deepEqual(decodeTrace(encodeTrace(SPEC, state), SPEC), state);
  assert.equal(encodeTrace(SPEC, startOf(SPEC)), '');
  assert.equal(encodeTrace(SPEC, { marks: [1, 4], committed: true, rules: 'older' }), 'marks:1.4,rules:older,compared');
  assert.deepEqual(decodeTrace('marks:4.1.4', SPEC).marks, [1, 4]);
});

test('an address that does not fit is named', () => {
  for (const [text, named] of [['marks:10', '“10”'], ['marks:0', '“0”'], ['marks:1.x', '“x”'], ['marks:', '“”'], ['rules:mine', 'mine'], ['compared', 'without a mark'], ['compared:1', '“compared”'], ['shoes:2', 'shoes'], ['marks:1:2', 'marks:1:2'], ['nonsense', 'nonsense']] as const) {
    assert.throws(() => decodeTrace(text, SPEC), (error: Error) => error.message.includes(named), text);
  }
});

test('the table of two by two adds up, and kappa follows it', () => {
  const found = burstsOf(SPEC), { verdicts } = judge(SPEC, found, 'test');
  assert.deepEqual(verdicts.map(v => v.counted), [true, true, true, false, false, false, false, false, false]);
  assert.deepEqual(compareMarks(found, [1, 2, 4], verdicts), { same: 7, table: [[2, 1], [1, 5]], kappa: 0.5 });
  assert.equal(compareMarks(found, [1, 2, 3], verdicts).kappa, 1);
});

test('every reason is told by its rule, with its numbers', () => {
  const found = burstsOf(SPEC), now = judge(SPEC, found, 'test'), older = judge(SPEC, found, 'older');
  const why = (judged: typeof now, n: number) => reason(judged.verdicts[n - 1]!, judged);
  assert.match(why(now, 1), /series of 3/);
  assert.match(why(now, 4), /0\.5 s.*too short.*at least 1 s/);
  assert.match(why(now, 5), /Only 2 in a row.*needs 3.*before.*too short.*At 2:15 comes one that is too long/);
  assert.match(why(now, 7), /7 s.*too long.*at most 6 s/);
  assert.match(why(now, 8), /Alone.*needs 3.*before.*too long.*next comes 8 s later.*less than 12 s/);
  assert.match(why(now, 9), /Alone.*8 s earlier.*less than 12 s.*trace is over/);
  assert.match(why(older, 5), /series of 5/);
  assert.match(why(older, 9), /too soon: 8 s.*less than 12 s.*pass over/);
  assert.deepEqual(now.verdicts.map(v => tag(v, now.rules)), ['✓', '✓', '✓', 'short', '2/3', '2/3', 'long', '1/3', '1/3']);
  const pieces = spec([...at([10], 1.5), ...at([12], 1.5, 'R'), ...at([14], 1.5), ...at([16], 1.5, 'R'), ...at([50], 5), ...at([55.1], 4, 'R'), ...at([80], 7), ...at([81], 1, 'R')]), told = judge(pieces, burstsOf(pieces), 'test');
  assert.match(why(told, 1), /from 4 parts.*at most 3/);
  assert.match(why(told, 2), /Both legs.*9\.1 s.*at most 8 s/);
  assert.match(why(told, 3), /One leg.*more than 6 s/);
  const far = spec([...at([20]), ...at([100])]), alone = judge(far, burstsOf(far), 'test');
  assert.match(why(alone, 1), /next comes 80 s later: more than 40 s/);
  assert.match(why(alone, 2), /80 s earlier: more than 40 s/);
  const wide = { ...RULES, id: 'wide', join: 'onsets' as const, joinWithin: 5 }, close = spec([...at([20]), ...at([24], 1, 'R')], [RULES, wide]), one = judge(close, burstsOf(close), 'wide');
  assert.match(why(one, 2), /within 5 s of the movement at 0:20/);
});

test('neighbours that differ for one reason stand together', () => {
  const found = burstsOf(SPEC), list = differences(found, [5, 6, 7], judge(SPEC, found, 'test'));
  assert.deepEqual(list.map(d => [d.counted, d.bursts.map(b => b.number)]), [[true, [1, 2, 3]], [false, [5, 6]], [false, [7]]]);
});
