/** Pieces every living diagram is made of. Each shows its normal size as a dashed outline. */
import type { ComponentChildren } from 'preact';

export interface Point { x: number; y: number }

const size = (ratio: number, most: number) => Math.sqrt(Math.min(Math.max(ratio, 0), most));

/** A pool: a disc whose area follows the amount, in a dashed outline of the normal amount. */
export function Pool({ at, r, ratio }: { at: Point; r: number; ratio: number }) {
  return (
    <g>
      <circle class="pool" cx={at.x} cy={at.y} r={r * size(ratio, 3)} />
      <circle class="outline" cx={at.x} cy={at.y} r={r} />
    </g>
  );
}

/** Something of which there is more or less: a bar that fills a dashed outline of the normal amount. */
export function Amount({ at, w, h, ratio, kind, children }: { at: Point; w: number; h: number; ratio: number; kind: string; children?: ComponentChildren }) {
  const tall = h * Math.min(Math.max(ratio, 0), 2.2);
  return (
    <g>
      <rect class={`amount ${kind}`} x={at.x - w / 2} y={at.y + h / 2 - tall} width={w} height={tall} rx={Math.min(5, tall / 2)} />
      <rect class="outline" x={at.x - w / 2} y={at.y - h / 2} width={w} height={h} rx={5} />
      {children}
    </g>
  );
}

/** A flow: an arrow whose width follows the rate. */
export function Flow({ d, ratio, kind = '' }: { d: string; ratio: number; kind?: string }) {
  if (!(ratio > 0.002)) return <path class={`flow none ${kind}`} d={d} />;
  const width = Math.min(9, 3 * Math.pow(ratio, 0.8));
  return <path class={`flow ${kind}`} d={d} stroke-width={Math.max(0.8, width).toFixed(2)} marker-end="url(#rl-arrow)" />;
}

type Anchor = 'start' | 'middle' | 'end';

/** The name of a part. */
export function Tag({ at, name, anchor = 'start' }: { at: Point; name: string; anchor?: Anchor }) {
  return <text x={at.x} y={at.y} text-anchor={anchor} class="soft">{name}</text>;
}

/** The value under a name: a text of its own, so that a new value does not lay out the name again. */
export function Value({ at, text, anchor = 'start' }: { at: Point; text: string; anchor?: Anchor }) {
  return <text x={at.x} y={at.y + 15} text-anchor={anchor} class="value">{text}</text>;
}

/** Many equal discs as one path of round line ends: a change touches one element, not one a disc. */
export function Discs({ at, r, kind }: { at: Point[]; r: number; kind: string }) {
  return <path class={`discs ${kind}`} d={at.map(p => `M${p.x.toFixed(1)},${p.y.toFixed(1)}h.01`).join('')} stroke-width={2 * r} />;
}

/** A radical inverse: the digits of `i` in `base`, mirrored behind the point. */
function mirrored(i: number, base: number): number {
  let value = 0;
  for (let share = 1 / base; i > 0; i = Math.floor(i / base), share /= base) value += (i % base) * share;
  return value;
}

/** Fixed scattered places in a rectangle, the same in every picture (Halton's sequence). */
export function scatter(count: number, x: number, y: number, w: number, h: number): Point[] {
  return Array.from({ length: count }, (_, i) => ({ x: x + w * mirrored(i + 20, 3), y: y + h * mirrored(i + 20, 2) }));
}
