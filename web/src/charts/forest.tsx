/**
 * The drawing of a forest plot: strips of one height, across in percent, so that rows of text can stand beside or
 * above them at any width. The picture to take home is made of the same strips.
 */
import type { ComponentChildren } from 'preact';
import type { Reference } from '../figures/spec.ts';
import { linear, type Scale } from './scale.ts';

export interface Mark { estimate: number; low: number; high: number }

export interface Row {
  id: string;
  label: string;
  detail: string;
  /** Estimate and interval as text. */
  numbers: string;
  weight: string;
  people: string;
  mark: Mark | null;
  chosen: boolean;
  /** A trial (square) or the pool without it (diamond). */
  kind: 'trial' | 'without';
  /** Size of the square's area, from 0 to 1. */
  share: number;
}

export const STRIP = 30;

const pct = (n: number) => `${n.toFixed(2)}%`;

/** A scale from the outcome's unit to percent of the width: it holds `values` and 0, with room at both sides of 0. */
export function extent(values: number[]): Scale {
  let low = Math.min(0, ...values), high = Math.max(0, ...values);
  if (low === high) { low = -1; high = 1; }
  const room = 0.16 * (high - low);
  low = Math.min(low, -room); high = Math.max(high, room);
  const edge = 0.025 * (high - low);
  return linear([low - edge, high + edge], [0, 100]);
}

/** Places something drawn in pixels around its own middle. */
function At({ x, y, children }: { x: number; y: number; children: ComponentChildren }) {
  return <svg class="at" x={pct(x)} y={y} overflow="visible">{children}</svg>;
}

/** An interval: a line with an end at either side, an arrowhead where it leaves the axis. */
function Whisker({ x, low, high, y, cap = 0, kind = '' }: { x: Scale; low: number; high: number; y: number; cap?: number; kind?: string }) {
  const [least, most] = x.domain, a = Math.min(Math.max(low, least), most), b = Math.max(Math.min(high, most), least);
  const end = (value: number, cut: boolean, turn: number) => (
    cut ? <At x={x(value)} y={y}><path class={`tip ${kind}`} d={`M${6 * turn},-4L0,0L${6 * turn},4`} /></At>
      : cap > 0 && <line class={`whisker ${kind}`} x1={pct(x(value))} x2={pct(x(value))} y1={y - cap} y2={y + cap} />
  );
  return (
    <g>
      <line class={`whisker ${kind}`} x1={pct(x(a))} x2={pct(x(b))} y1={y} y2={y} />
      {end(a, low < least, 1)}
      {end(b, high > most, -1)}
    </g>
  );
}

/** The diamond of a pool: as wide as its interval, stretched with the strip. */
function Diamond({ x, mark, y, h, kind = '' }: { x: Scale; mark: Mark; y: number; h: number; kind?: string }) {
  const [low, middle, high] = [x(mark.low), x(mark.estimate), x(mark.high)];
  return (
    <svg class="stretch" viewBox={`0 0 100 ${STRIP}`} preserveAspectRatio="none" width="100%" height="100%" overflow="hidden">
      <path class={`diamond ${kind}`} vector-effect="non-scaling-stroke" d={`M${low},${y}L${middle},${y - h}L${high},${y}L${middle},${y + h}Z`} />
    </svg>
  );
}

/** What stands in a row's strip. */
export function RowMarks({ x, row }: { x: Scale; row: Row }) {
  const { mark } = row, y = STRIP / 2;
  if (!mark) return null;
  const out = row.chosen ? '' : 'out', inside = mark.estimate >= x.domain[0] && mark.estimate <= x.domain[1];
  const side = row.chosen ? 5 + 13 * Math.sqrt(row.share) : 7;
  return (
    <>
      <Whisker x={x} low={mark.low} high={mark.high} y={y} kind={out} />
      {inside && (
        <At x={x(mark.estimate)} y={y}>
          {row.kind === 'trial' ? <rect class={`square ${out}`} x={-side / 2} y={-side / 2} width={side} height={side} /> : <path class="diamond small" d="M-7,0L0,-7L7,0L0,7Z" />}
        </At>
      )}
    </>
  );
}

/** The pooled diamond, in the dashed outline of the pool at the start if that was another. */
export function PoolMarks({ x, mark, ghost }: { x: Scale; mark: Mark | null; ghost: Mark | null }) {
  const y = STRIP / 2;
  return (
    <>
      {mark && <Diamond x={x} mark={mark} y={y} h={10} />}
      {mark && <Whisker x={x} low={mark.low < x.domain[0] ? mark.low : mark.estimate} high={mark.high > x.domain[1] ? mark.high : mark.estimate} y={y} kind="cut" />}
      {ghost && <Diamond x={x} mark={ghost} y={y} h={12} kind="ghost" />}
    </>
  );
}

/** Where a new trial would lie. */
export function PredictionMarks({ x, range }: { x: Scale; range: [number, number] | null }) {
  return range && <Whisker x={x} low={range[0]} high={range[1]} y={STRIP / 2} cap={6} kind="prediction" />;
}

/** The lines that run through all rows: ticks, no effect, the reference, and the pooled estimate. */
export function Rules({ x, reference, estimate }: { x: Scale; reference: Reference | null; estimate: number | null }) {
  const through = (kind: string, value: number) => <line class={kind} x1={pct(x(value))} x2={pct(x(value))} y1="0" y2="100%" />;
  return (
    <>
      {x.ticks(6).filter(t => t !== 0).map(t => through('grid', t))}
      {reference && reference.high > reference.low && <rect class="reference-band" x={pct(x(reference.low))} width={pct(x(reference.high) - x(reference.low))} y="0" height="100%" />}
      {reference && through('reference-line', reference.low)}
      {reference && reference.high > reference.low && through('reference-line', reference.high)}
      {through('axis', 0)}
      {estimate !== null && estimate >= x.domain[0] && estimate <= x.domain[1] && through('pooled-line', estimate)}
    </>
  );
}

/** Numbers under the ticks. */
export function Ticks({ x, text }: { x: Scale; text: (value: number) => string }) {
  return <>{x.ticks(6).map(t => <g key={t}><line class="axis" x1={pct(x(t))} x2={pct(x(t))} y1="0" y2="5" /><text class="soft" x={pct(x(t))} y="20" text-anchor="middle">{text(t)}</text></g>)}</>;
}

export interface PictureProps {
  x: Scale;
  title: string;
  groups: { name: string; rows: Row[] }[];
  pool: { label: string; numbers: string; mark: Mark | null; ghost: Mark | null };
  prediction: { label: string; numbers: string; range: [number, number] | null };
  reference: Reference | null;
  referenceText: string;
  sides: [string, string];
  axis: string;
  heads: [string, string];
  text: (value: number) => string;
}

const WIDE = 860, LABEL = 300, NUMBERS = 250, TITLE = 30, HEAD = 44;

/** The whole plot as one picture to take home, with its words inside. */
export function ForestPicture({ x, title, groups, pool, prediction, reference, referenceText, sides, axis, heads, text }: PictureProps) {
  const plot = WIDE - LABEL - NUMBERS, at = (value: number) => LABEL + (x(value) / 100) * plot;
  let y = TITLE + HEAD + (reference ? 18 : 0);
  const top = y, lines: ComponentChildren[] = [];
  const strip = (children: ComponentChildren) => <svg x={LABEL} y={y} width={plot} height={STRIP} overflow="visible">{children}</svg>;
  const words = (label: string, numbers: string, weight: string, strong: boolean) => (
    <>
      <text x={8} y={y + 19} class={strong ? 'strong' : ''}>{label}</text>
      <text x={WIDE - 62} y={y + 19} text-anchor="end">{numbers}</text>
      <text x={WIDE - 8} y={y + 19} text-anchor="end">{weight}</text>
    </>
  );
  for (const group of groups) {
    if (groups.length > 1) { lines.push(<text x={8} y={y + 20} class="strong">{group.name}</text>); y += STRIP; }
    for (const row of group.rows) { lines.push(<g>{words(row.label, row.numbers, row.weight, false)}{strip(<RowMarks x={x} row={row} />)}</g>); y += STRIP; }
  }
  lines.push(<line class="axis" x1={8} x2={WIDE - 8} y1={y} y2={y} />);
  lines.push(<g>{words(pool.label, pool.numbers, '', true)}{strip(<PoolMarks x={x} mark={pool.mark} ghost={pool.ghost} />)}</g>); y += STRIP;
  lines.push(<g>{words(prediction.label, prediction.numbers, '', false)}{strip(<PredictionMarks x={x} range={prediction.range} />)}</g>); y += STRIP;
  const refX = reference ? at((reference.low + reference.high) / 2) : 0;
  return (
    <svg class="chart" viewBox={`0 0 ${WIDE} ${y + 46}`} width={WIDE}>
      <text x={8} y={20} class="strong">{title}</text>
      <text x={LABEL} y={TITLE + 14}>{sides[0]}</text>
      <text x={LABEL + plot} y={TITLE + 14} text-anchor="end">{sides[1]}</text>
      <text x={WIDE - 62} y={TITLE + 14} text-anchor="end" class="soft">{heads[0]}</text>
      <text x={WIDE - 8} y={TITLE + 14} text-anchor="end" class="soft">{heads[1]}</text>
      {reference && <text class="reference-text" x={refX} y={TITLE + 36} text-anchor={refX > LABEL + plot / 2 ? 'end' : 'start'}>{referenceText}</text>}
      <svg x={LABEL} y={top - 8} width={plot} height={y - top + 8}><Rules x={x} reference={reference} estimate={pool.mark?.estimate ?? null} /></svg>
      {lines}
      <svg x={LABEL} y={y} width={plot} height={24} overflow="visible"><Ticks x={x} text={text} /></svg>
      <line class="axis" x1={LABEL} x2={LABEL + plot} y1={y} y2={y} />
      <text x={LABEL + plot / 2} y={y + 38} text-anchor="middle" class="soft">{axis}</text>
    </svg>
  );
}
