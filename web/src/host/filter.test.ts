import assert from 'node:assert/strict';
import test from 'node:test';
import { matches, plain, wordsOf, type Haystack, type Wanted } from './filter.ts';

const item = (text: string, data: Record<string, string[]> = {}): Haystack => ({ text: plain(text), values: name => data[name] ?? [''] });
const wanted = (search: string, values: Record<string, string[]> = {}): Wanted => ({ words: wordsOf(search), values: new Map(Object.entries(values).map(([n, v]) => [n, new Set(v)])) });

test('a search finds the beginnings of words, in any order, whatever case, accents and punctuation', () => {
  const iron = item('Iron-deficient rats; Earley, García-Borreguero 2013 (α2δ) −3.78 points');
  for (const search of ['', '  ', 'iron', 'RATS iron', 'defic', 'garcia', 'GARCÍA', 'α2δ', '3.78', '-3.78', 'garcia-b', '2013, earley']) assert.ok(matches(iron, wanted(search)), search);
  for (const search of ['ron', 'iron mice', 'eficient', '378']) assert.ok(!matches(iron, wanted(search)), search);
  assert.ok(!matches(item('the environment'), wanted('iron')));
});

test('every name must have one of its values', () => {
  const low = item('a claim', { grade: ['low'], topic: ['iron', 'dopamine'] });
  assert.ok(matches(low, wanted('claim', { grade: ['low'] })));
  assert.ok(matches(low, wanted('', { topic: ['dopamine', 'genes'], grade: ['high', 'low'] })));
  assert.ok(!matches(low, wanted('', { grade: ['very low'] })));
  assert.ok(!matches(low, wanted('', { grade: ['low'], topic: ['genes'] })));
  assert.ok(!matches(low, wanted('', { design: ['rct'] })));
});

test('words begin where they are asked for, among many alike', () => {
  const many = Array.from({ length: 1000 }, (_, i) => item(`A finding, number ${i}`, { grade: [i % 2 ? 'low' : 'high'] }));
  // 99 and 991, 993, 995, 997, 999
  assert.equal(many.filter(m => matches(m, wanted('finding number 99', { grade: ['low'] }))).length, 6);
});
