import assert from 'node:assert/strict';
import test from 'node:test';
import type { Control, Question } from './spec.ts';
import { decode, encode } from './state.ts';

const control = (name: string, low: number, high: number, normal: number): Control => ({ name, label: name, hint: '', unit: '', noun: name, low, high, normal, step: 0.01 });
const controls = [control('enzyme', 0, 2, 1), control('meal', 20, 300, 97)];
const questions: Question[] = [{ id: 'half', label: '', watch: '', set: {}, events: [], phrase: '', tell: [] }];

test('a state survives the address', () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let i = 0; i < 500; i++) {
    const settings = { enzyme: Math.round(random() * 200) / 100, meal: Math.round(20 + random() * 280) }, question = random() < 0.5 ? 'half' : null;
    assert.deepEqual(decode(encode(controls, settings, question), controls, questions), { settings, question });
  }
  assert.equal(encode(controls, { enzyme: 1, meal: 97 }, null), '');
});

test('nonsense is refused and named', () => {
  for (const [text, reason] of [['enzyme:3', /outside 0 to 2/], ['enzyme:-1', /outside/], ['enzyme:abc', /not a number/], ['enzyme:Infinity', /not a number/], ['enzyme', /enzyme/], ['a:b:c', /a:b:c/], ['q:no', /no question/], ['iron:1', /no control/]] as const)
    assert.throws(() => decode(text, controls, questions), reason);
});
