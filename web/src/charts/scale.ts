/** Linear scales and stable ranges. */
import { ticks } from 'd3-array';

export interface Scale { (value: number): number; domain: [number, number]; range: [number, number]; invert(pixel: number): number; ticks(count: number): number[] }

export function linear(domain: [number, number], range: [number, number]): Scale {
  const k = (range[1] - range[0]) / (domain[1] - domain[0]);
  const scale = ((value: number) => range[0] + (value - domain[0]) * k) as Scale;
  scale.domain = domain;
  scale.range = range;
  scale.invert = pixel => domain[0] + (pixel - range[0]) / k;
  scale.ticks = count => ticks(domain[0], domain[1], count);
  return scale;
}

/** Tops a relative axis may have: it grows in steps, so that small moves do not rescale the picture. */
const TOPS = [1.5, 2, 3, 5, 8, 12, 20, 50, 100, 1000];

/** The smallest top that holds `highest`. */
export function steadyTop(highest: number): number {
  return TOPS.find(top => highest <= top) ?? highest * 1.1;
}

/** Moves label positions apart so that none is nearer than `gap`, keeping their order, within [top, bottom]. */
export function apart(wanted: number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const label of order) { label.y = Math.max(label.y, floor); floor = label.y + gap; }
  let ceiling = bottom;
  for (const label of order.reverse()) { label.y = Math.min(label.y, ceiling); ceiling = label.y - gap; }
  const out = new Array<number>(wanted.length);
  for (const { y, i } of order) out[i] = y;
  return out;
}
