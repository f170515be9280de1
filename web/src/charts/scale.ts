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

/**
 * Moves labels apart so that none is nearer than `gap`, as little as possible: labels that would overlap share
 * the room around their common middle. Keeps their order, within [top, bottom].
 */
export function apart(wanted: number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const groups: { members: number[]; middle: number }[] = [];
  for (const { y, i } of order) {
    groups.push({ members: [i], middle: y });
    for (;;) {
      const last = groups[groups.length - 1], before = groups[groups.length - 2];
      if (!last || !before) break;
      const room = (gap * (before.members.length + last.members.length)) / 2;
      if (last.middle - before.middle >= room - 1e-9) break;
      const count = before.members.length + last.members.length;
      before.middle = (before.middle * before.members.length + last.middle * last.members.length) / count;
      before.members.push(...last.members);
      groups.pop();
    }
    const last = groups[groups.length - 1];
    if (last) { const half = (gap * (last.members.length - 1)) / 2; last.middle = Math.min(Math.max(last.middle, top + half), bottom - half); }
  }
  const out = new Array<number>(wanted.length);
  for (const g of groups) g.members.forEach((i, k) => { out[i] = g.middle + gap * (k - (g.members.length - 1) / 2); });
  return out;
}
