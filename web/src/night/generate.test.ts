import assert from 'node:assert/strict';
import test from 'node:test';
import { emg, REST_LEVEL } from './emg.ts';
import { factor, generate, type Sleeper } from './generate.ts';
import { endOf, sleepHours, stageAt } from './recording.ts';

const SLEEPER: Sleeper = { bouts: 10, fades: 3, length: 12, interval: 25, intervalSpread: 0.3, doublets: 0.05, isolated: 3, bothLegs: 0.5, rem: 0.25, breathing: 15, breathingMoves: 0.5, sleep: 6, factor: 1 };

test('a seed gives one night, another seed another', () => {
  assert.deepEqual(generate(SLEEPER, 3), generate(SLEEPER, 3));
  assert.notDeepEqual(generate(SLEEPER, 3).movements, generate(SLEEPER, 4).movements);
  assert.deepEqual(generate({ ...SLEEPER, bouts: 0 }, 3).hypnogram, generate(SLEEPER, 3).hypnogram);
});

test('movements lie in the night, by onset, and each leg rests between its own', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { movements, hypnogram, breathing } = generate(SLEEPER, seed);
    assert.ok(Math.abs(sleepHours(hypnogram) - SLEEPER.sleep) < 1);
    assert.ok(movements.every(m => stageAt(hypnogram, m.onset) !== null && m.duration >= 0.5 && m.duration <= 9));
    assert.deepEqual(movements.map(m => m.onset), movements.map(m => m.onset).sort((a, b) => a - b));
    for (const leg of ['L', 'R']) movements.filter(m => m.leg === leg).forEach((m, i, own) => assert.ok(i === 0 || m.onset - endOf(own[i - 1] as typeof m) > 0.5));
    assert.ok(breathing.every(b => stageAt(hypnogram, b.onset) !== 'W' && b.duration >= 10));
  }
});

test('nobody moves if nothing makes them', () => {
  assert.deepEqual(generate({ ...SLEEPER, bouts: 0, isolated: 0, breathing: 0 }, 1).movements, []);
});

test('people and nights multiply the bouts, by 1 on the whole', () => {
  let sum = 0;
  for (let n = 0; n < 4000; n++) sum += factor(n, 90_000 + n, 0.5);
  assert.ok(Math.abs(sum / 4000 - 1) < 0.05);
  assert.equal(factor(1, 2, 1), factor(1, 3, 1));
  assert.notEqual(factor(1, 2, 0.5), factor(1, 3, 0.5));
});

test('the signal is loud while the leg moves, and a moment looks the same in every stretch', () => {
  const movements = [{ onset: 10, duration: 3, leg: 'L' as const }, { onset: 11, duration: 1, leg: 'R' as const }];
  const level = (from: number, to: number) => { const all = emg(movements, 'L', { from, to, rate: 200, seed: 9 }); return Math.sqrt(all.reduce((sum, v) => sum + v * v, 0) / all.length); };
  assert.ok(Math.abs(level(0, 9.9) - REST_LEVEL) < 0.15);
  assert.ok(level(10, 12.9) > 10 * REST_LEVEL);
  assert.ok(Math.abs(level(13.1, 20) - REST_LEVEL) < 0.15);
  const whole = emg(movements, 'L', { from: 0, to: 20, rate: 100, seed: 9 });
  assert.equal(whole.length, 2000);
  assert.deepEqual(emg(movements, 'L', { from: 9, to: 12, rate: 100, seed: 9 }), whole.slice(900, 1200));
  assert.deepEqual(emg(movements, 'L', { from: 5, to: 5, rate: 100, seed: 9 }), []);
});
