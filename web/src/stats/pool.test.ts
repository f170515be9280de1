import assert from 'node:assert/strict';
import test from 'node:test';
import { seeded } from './random.ts';
import { leaveOneOut, NORMAL, pool, remlTau2, type Model } from './pool.ts';
import { studentQuantile } from './student.ts';

const close = (a: number, b: number, tolerance = 1e-10) => assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const MODELS: Model[] = ['random', 'fixed'];

/** Seeded random sets of trials, from agreeing to scattered, with variances that differ up to a hundredfold. */
function* sets(count: number, least = 1) {
  const random = seeded(20261125);
  for (let n = 0; n < count; n++) {
    const k = least + Math.floor(random() * 14), tau = random() < 0.3 ? 0 : 6 * random(), middle = 20 * random() - 10;
    const variances = Array.from({ length: k }, () => 0.1 * 10 ** (2 * random()));
    const noise = () => random() + random() + random() + random() - 2;
    yield { effects: variances.map(v => middle + 1.7 * noise() * Math.sqrt(v + tau * tau)), variances, random };
  }
}

test('equal variances have a closed form', () => {
  const effects = [1, 4, 6, 9], pooled = pool(effects, [2, 2, 2, 2], 'random');
  const spread = 34 / 3;   // the sample variance of the effects
  close(pooled.estimate, 5);
  close(pooled.tau2, spread - 2);
  close(pooled.i2, (100 * (spread - 2)) / spread);
  close(pooled.q, 34 / 2);
  close(pooled.se, Math.sqrt(spread / 4));
  close(pooled.high, 5 + studentQuantile(0.975, 3) * Math.sqrt(spread / 4));
  close((pooled.prediction as [number, number])[1], 5 + studentQuantile(0.975, 2) * Math.sqrt(spread - 2 + spread / 4));
});

test('one effect keeps its own interval, two have no prediction, none is refused', () => {
  for (const model of MODELS) {
    const one = pool([-3], [4], model);
    assert.deepEqual([one.k, one.estimate, one.tau2, one.i2, one.q, one.prediction, one.weights], [1, -3, 0, 0, 0, null, [1]]);
    close(one.high, -3 + 2 * NORMAL);
    assert.equal(pool([-3, 1], [4, 1], model).prediction, null);
    assert.throws(() => pool([], [], model), /no effect/);
  }
});

test('what cannot be pooled is refused and named', () => {
  assert.throws(() => pool([1, NaN], [1, 1], 'random'), /effect 2/);
  assert.throws(() => pool([1, 2], [1, 0], 'fixed'), /effect 2/);
  assert.throws(() => pool([1, 2], [-1, 1], 'random'), /effect 1/);
  assert.throws(() => pool([1, 2], [1], 'random'), /1 variances/);
});

test('effects that agree have no spread between them, and the interval closes', () => {
  const pooled = pool([2, 2, 2], [1, 4, 9], 'random');
  assert.deepEqual([pooled.tau2, pooled.i2, pooled.se, pooled.low], [0, 0, 0, 2]);
});

test('weights are shares; the estimate lies among the effects; the prediction holds the interval of the model without spread', () => {
  for (const { effects, variances } of sets(300)) {
    for (const model of MODELS) {
      const p = pool(effects, variances, model);
      close(p.weights.reduce((a, b) => a + b, 0), 1);
      assert.ok(p.weights.every(w => w > 0));
      assert.ok(p.estimate >= Math.min(...effects) - 1e-9 && p.estimate <= Math.max(...effects) + 1e-9);
      assert.ok(p.low <= p.estimate && p.estimate <= p.high);
      assert.ok(p.i2 >= 0 && p.i2 < 100 && p.tau2 >= 0 && p.q >= 0);
      if (model === 'random' && p.k > 2) {
        const [low, high] = p.prediction as [number, number];
        assert.ok(low <= p.low && high >= p.high);
      } else assert.equal(p.prediction, null);
    }
  }
});

test('order does not matter; shift and unit carry over', () => {
  for (const { effects, variances, random } of sets(200)) {
    const shift = 30 * random() - 15, unit = 0.1 + 4 * random();
    for (const model of MODELS) {
      const p = pool(effects, variances, model), turned = pool([...effects].reverse(), [...variances].reverse(), model);
      const moved = pool(effects.map(y => unit * y + shift), variances.map(v => unit * unit * v), model);
      for (const key of ['estimate', 'low', 'high'] as const) { close(turned[key], p[key], 1e-9); close(moved[key], unit * p[key] + shift, 1e-8); }
      close(turned.tau2, p.tau2, 1e-9);
      close(moved.tau2, unit * unit * p.tau2, 1e-8);
      close(moved.i2, p.i2, 1e-7);
    }
  }
});

test('no other spread between trials is more likely', () => {
  const loss = (y: number[], v: number[], t: number) => {
    const w = v.map(x => 1 / (x + t)), total = w.reduce((a, b) => a + b, 0), m = y.reduce((a, b, i) => a + b * (w[i] as number), 0) / total;
    return y.reduce((a, b, i) => a + (w[i] as number) * (b - m) ** 2 - Math.log(w[i] as number), 0) + Math.log(total);
  };
  for (const { effects, variances } of sets(150, 2)) {
    const found = remlTau2(effects, variances), best = loss(effects, variances, found), range = (Math.max(...effects) - Math.min(...effects)) ** 2;
    for (let i = 0; i <= 400; i++) assert.ok(best <= loss(effects, variances, (range * (i / 400) ** 3)) + 1e-9);
  }
});

test('of two peaks of the likelihood the higher one is taken', () => {
  // A search that walks from 0 stays at 0 in both: there is a peak there, in the second set the higher one.
  assert.ok(Math.abs(remlTau2([0.054, 5.7, 5.8], [1.9, 0.056, 0.065]) - 8.83) < 0.01);
  assert.equal(remlTau2([5.8, 5.8, 9.4, 2.3], [0.045, 0.43, 2.3, 6]), 0);
});

test('leaving one out is the pool of the others', () => {
  const effects = [-4, -2, -7], variances = [1, 2, 3];
  for (const model of MODELS) {
    assert.deepEqual(leaveOneOut(effects, variances, model)[1], pool([-4, -7], [1, 3], model));
    assert.deepEqual(leaveOneOut([1], [1], model), [null]);
  }
});
