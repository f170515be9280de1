import assert from 'node:assert/strict';
import test from 'node:test';
import { clock, compare, duration, number, ratio, say } from './words.ts';

test('comparison stays true at every ratio', () => {
  assert.equal(compare(1), 'at its normal level');
  assert.equal(compare(0), 'at zero');
  assert.equal(compare(0.5), 'about a half below normal');
  assert.equal(compare(0.83), 'about a sixth below normal');
  assert.equal(compare(1.33), 'about a third above normal');
  assert.equal(compare(0.97), '3 % below normal');
  assert.equal(compare(0.02), '98 % below normal');
  assert.equal(compare(13.8), 'at 14 times its normal level');
  for (let r = 0; r < 15; r += 0.003) {
    const words = compare(r);
    if (r < 0.994) assert.match(words, /below|zero/, `${r}: ${words}`);
    if (r > 1.006) assert.match(words, /above|times/, `${r}: ${words}`);
  }
});

test('numbers read as print does', () => {
  assert.equal(number(0.0020239), '0.00202');
  assert.equal(number(-3.5), '−3.5');
  assert.equal(number(NaN), '–');
  assert.equal(number(0), '0');
  assert.equal(ratio(0.834), '0.83');
  assert.equal(duration(0.5), '30 min');
  assert.equal(duration(48), '48 h');
  assert.equal(clock(33.25), '09:15');
  assert.equal(clock(23.999), '00:00');
});

test('an unknown text or a missing value is an error that names it', () => {
  assert.throws(() => say('no.such'), /no\.such/);
  assert.throws(() => say('compare.times'), /factor/);
});
