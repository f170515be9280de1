/** Test problems as models: standard stiff problems with reference solutions, small ones with exact solutions. */
import type { OdeModel } from '../types.ts';

type Vector = Float64Array;

interface Sketch {
  id: string;
  states: string[];
  initial: number[];
  parameters?: Record<string, number>;
  scale?: number[];
  conserved?: number[][];
  rhs(t: number, y: Vector, p: Vector, dy: Vector): void;
  /** Rows of the Jacobian. */
  jacobian(t: number, y: Vector, p: Vector): number[][];
  /** Given only for problems that depend on time. */
  dfdt?(t: number, y: Vector, p: Vector): number[];
  observables?: Record<string, (t: number, y: Vector, p: Vector) => number>;
}

/** A model as the build would write it, from its equations. */
export function model(sketch: Sketch): OdeModel {
  const { id, states, initial, parameters = {}, conserved = [], observables = {}, dfdt } = sketch;
  const names = Object.keys(parameters);
  const defaults = Object.values(parameters);
  const readings = Object.values(observables);
  return {
    id,
    timeUnit: 'h',
    states,
    stateUnits: states.map(() => 'uM'),
    parameters: names,
    defaults,
    low: defaults.map(() => -Infinity),
    high: defaults.map(() => Infinity),
    initial,
    scale: sketch.scale ?? initial.map((value) => Math.abs(value) || 1),
    observables: Object.keys(observables),
    observableUnits: readings.map(() => 'uM'),
    conserved: conserved.map((weights) => ({ weights })),
    timeDependent: dfdt !== undefined,
    rhs: sketch.rhs,
    jacobian: (t, y, p, J) => J.set(sketch.jacobian(t, y, p).flat()),
    dfdt: (t, y, p, out) => {
      if (dfdt) out.set(dfdt(t, y, p));
      else out.fill(0);
    },
    observe: (t, y, p, out) => readings.forEach((reading, i) => (out[i] = reading(t, y, p))),
  };
}

/** Robertson's reaction, states a, b, c; the reference is that of the IVP test set at t = 1e11. */
export const robertson = model({
  id: 'robertson',
  states: ['a', 'b', 'c'],
  initial: [1, 0, 0],
  scale: [1, 1e-5, 1],
  conserved: [[1, 1, 1]],
  rhs(_t, y, _p, dy) {
    const [a, b, c] = y as unknown as [number, number, number];
    dy[0] = -0.04 * a + 1e4 * b * c;
    dy[2] = 3e7 * b * b;
    dy[1] = -dy[0] - dy[2];
  },
  jacobian(_t, y) {
    const [, b, c] = y as unknown as [number, number, number];
    return [
      [-0.04, 1e4 * c, 1e4 * b],
      [0.04, -1e4 * c - 6e7 * b, -1e4 * b],
      [0, 6e7 * b, 0],
    ];
  },
});
export const robertsonReference = { time: 1e11, y: [0.2083340149701255e-7, 0.8333360770334713e-13, 0.999999979166505] };

/**
 * Van der Pol's oscillator in its own time, x'' = 1000 (1 - x^2) x' - x from x = 2, x' = 0, to t = 2000.
 *
 * The IVP test set gives this reference for t = 2000 with v = x' (-0.89e-3). Its later form with eps = 1e-6 is
 * the same problem with time divided by 1000, so that its second state is 1000 v (-0.89).
 */
export const vanDerPol = model({
  id: 'van-der-pol',
  states: ['x', 'v'],
  initial: [2, 0],
  scale: [2, 1e-3],
  rhs(_t, y, _p, dy) {
    const [x, v] = y as unknown as [number, number];
    dy[0] = v;
    dy[1] = 1000 * (1 - x * x) * v - x;
  },
  jacobian(_t, y) {
    const [x, v] = y as unknown as [number, number];
    return [
      [0, 1],
      [-2000 * x * v - 1, 1000 * (1 - x * x)],
    ];
  },
});
export const vanDerPolReference = { time: 2000, y: [1.706167732170469, -0.8928097010248125e-3] };

/** HIRES, a plant's response to light; the reference is that of the IVP test set at t = 321.8122. */
export const hires = model({
  id: 'hires',
  states: ['y1', 'y2', 'y3', 'y4', 'y5', 'y6', 'y7', 'y8'],
  initial: [1, 0, 0, 0, 0, 0, 0, 0.0057],
  scale: [1, 0.1, 0.1, 0.5, 0.5, 1, 0.005, 0.005],
  conserved: [[0, 0, 0, 0, 0, 0, 1, 1]],
  rhs(_t, y, _p, dy) {
    const [a, b, c, d, e, f, g, h] = y as unknown as [number, number, number, number, number, number, number, number];
    dy[0] = -1.71 * a + 0.43 * b + 8.32 * c + 0.0007;
    dy[1] = 1.71 * a - 8.75 * b;
    dy[2] = -10.03 * c + 0.43 * d + 0.035 * e;
    dy[3] = 8.32 * b + 1.71 * c - 1.12 * d;
    dy[4] = -1.745 * e + 0.43 * f + 0.43 * g;
    dy[5] = -280 * f * h + 0.69 * d + 1.71 * e - 0.43 * f + 0.69 * g;
    dy[6] = 280 * f * h - 1.81 * g;
    dy[7] = -dy[6];
  },
  jacobian(_t, y) {
    const f = 280 * y[5]!;
    const h = 280 * y[7]!;
    return [
      [-1.71, 0.43, 8.32, 0, 0, 0, 0, 0],
      [1.71, -8.75, 0, 0, 0, 0, 0, 0],
      [0, 0, -10.03, 0.43, 0.035, 0, 0, 0],
      [0, 8.32, 1.71, -1.12, 0, 0, 0, 0],
      [0, 0, 0, 0, -1.745, 0.43, 0.43, 0],
      [0, 0, 0, 0.69, 1.71, -h - 0.43, 0.69, -f],
      [0, 0, 0, 0, 0, h, -1.81, f],
      [0, 0, 0, 0, 0, -h, 1.81, -f],
    ];
  },
});
export const hiresReference = {
  time: 321.8122,
  y: [
    0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
    0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
  ],
};

/** Kaps' problem, exact solution exp(-2t), exp(-t) for every `stiffness`. */
export const kaps = model({
  id: 'kaps',
  states: ['u', 'v'],
  initial: [1, 1],
  parameters: { stiffness: 1 },
  rhs(_t, y, p, dy) {
    const [u, v] = y as unknown as [number, number];
    dy[0] = -(p[0]! + 2) * u + p[0]! * v * v;
    dy[1] = u - v - v * v;
  },
  jacobian: (_t, y, p) => [
    [-(p[0]! + 2), 2 * p[0]! * y[1]!],
    [1, -1 - 2 * y[1]!],
  ],
});
export const kapsExact = (t: number): [number, number] => [Math.exp(-2 * t), Math.exp(-t)];

/** y' = -cos(t) y^2 from 1: nonlinear and forced by time, exact solution 1 / (1 + sin t). */
export const forcedNonlinear = model({
  id: 'forced-nonlinear',
  states: ['y'],
  initial: [1],
  rhs: (t, y, _p, dy) => void (dy[0] = -Math.cos(t) * y[0]! * y[0]!),
  jacobian: (t, y) => [[-2 * Math.cos(t) * y[0]!]],
  dfdt: (t, y) => [Math.sin(t) * y[0]! * y[0]!],
});
export const forcedNonlinearExact = (t: number): number => 1 / (1 + Math.sin(t));

/** y' = -1000 (y - cos t) from 0: a stiff state that follows a rhythm. */
export const follower = model({
  id: 'follower',
  states: ['y'],
  initial: [0],
  rhs: (t, y, _p, dy) => void (dy[0] = -1000 * (y[0]! - Math.cos(t))),
  jacobian: () => [[-1000]],
  dfdt: (t) => [-1000 * Math.sin(t)],
});
export const followerExact = (t: number): number =>
  (1e6 * (Math.cos(t) - Math.exp(-1000 * t)) + 1e3 * Math.sin(t)) / (1e6 + 1);

/** A drug that decays at `rate` and flows in at `inflow`; `double` observes twice the amount, `rate` the parameter. */
export const decay = model({
  id: 'decay',
  states: ['drug'],
  initial: [1],
  parameters: { rate: 0.5, inflow: 0 },
  rhs: (_t, y, p, dy) => void (dy[0] = p[1]! - p[0]! * y[0]!),
  jacobian: (_t, _y, p) => [[-p[0]!]],
  observables: { double: (_t, y) => 2 * y[0]!, rate: (_t, _y, p) => p[0]! },
});

/** y' = f(y, q) with one state and one parameter q. */
export function scalar(
  id: string,
  initial: number,
  q: number,
  f: (y: number, q: number) => number,
  slope: (y: number, q: number) => number,
): OdeModel {
  return model({
    id,
    states: ['y'],
    initial: [initial],
    parameters: { q },
    rhs: (_t, y, p, dy) => void (dy[0] = f(y[0]!, p[0]!)),
    jacobian: (_t, y, p) => [[slope(y[0]!, p[0]!)]],
    observables: { rate: (_t, y, p) => f(y[0]!, p[0]!) },
  });
}
