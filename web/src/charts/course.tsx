/** The time-course chart: curves relative to normal, over hours or the clock. */
import type { ComponentChildren, SVGAttributes } from 'preact';
import { useMemo } from 'preact/hooks';
import { clock, number, say } from '../text/words.ts';
import { apart, linear, steadyTop, type Scale } from './scale.ts';

export interface Curve {
  times: ArrayLike<number>;
  /** Relative to normal. */
  values: ArrayLike<number>;
  /** `now`, `ghost` or `guess`: color and dash. */
  kind: string;
  label: string;
}

export interface CourseProps {
  title: string;
  label: string;
  hours: number;
  /** Clock time of hour zero, or null for plain hours. */
  start: number | null;
  curves: Curve[];
  comfort: { value: number; label: string } | null;
  /** Hour at which the rest of the figure stands, or null. */
  cursor?: number | null;
  /** The least top of the value axis, for charts that are drawn in. */
  least?: number;
  overlay?: (x: Scale, y: Scale) => ComponentChildren;
  svg?: SVGAttributes<SVGSVGElement>;
}

export const WIDTH = 440, HEIGHT = 262;
const LEFT = 34, RIGHT = 98, TOP = 34, BOTTOM = 36;

/** The chart's scales; the value axis runs from 0 to `top`. */
export function scales(hours: number, top: number): { x: Scale; y: Scale } {
  return { x: linear([0, hours], [LEFT, WIDTH - RIGHT]), y: linear([0, top], [HEIGHT - BOTTOM, TOP]) };
}

/** A stable top for the value axis that holds all curves. */
export function topOf(curves: Curve[]): number {
  let most = 1.2;
  for (const c of curves) for (let i = 0; i < c.values.length; i++) most = Math.max(most, c.values[i] as number);
  return steadyTop(most);
}

function path(curve: Curve, x: Scale, y: Scale): string {
  let d = '';
  for (let i = 0; i < curve.times.length; i++) d += `${i ? 'L' : 'M'}${x(curve.times[i] as number).toFixed(1)},${y(curve.values[i] as number).toFixed(1)}`;
  return d;
}

/** What stays as long as the axes do: drawn once, not at every move. */
function Axes({ title, hours, start, comfort, x, y }: Pick<CourseProps, 'title' | 'hours' | 'start' | 'comfort'> & { x: Scale; y: Scale }) {
  const right = WIDTH - RIGHT, bottom = HEIGHT - BOTTOM;
  const every = hours > 30 ? 12 : hours > 12 ? 6 : hours > 6 ? 3 : 1;
  const hourTicks: number[] = [];
  for (let t = start === null ? 0 : (Math.ceil(start / every) * every - start); t <= hours + 1e-9; t += every) hourTicks.push(t);
  return (
    <g>
      <text x={4} y={16} class="strong">{title}</text>
      {y.ticks(4).map(v => (
        <g key={v}>
          <path class="grid" d={`M${LEFT},${y(v).toFixed(1)}H${right}`} />
          <text class="soft" x={LEFT - 6} y={y(v) + 4} text-anchor="end">{number(v)}</text>
        </g>
      ))}
      {hourTicks.map(t => (
        <g key={t}>
          <path class="axis" d={`M${x(t).toFixed(1)},${bottom}v5`} />
          <text class="soft" x={x(t)} y={bottom + 20} text-anchor="middle">{start === null ? number(t) : clock(start + t)}</text>
        </g>
      ))}
      {start === null && <text class="soft" x={right + 18} y={bottom + 20}>{say('figure.axis_hours')}</text>}
      <path class="axis" d={`M${LEFT},${bottom}H${right}`} />
      {comfort && (
        <g>
          <rect class="discomfort" x={LEFT} y={y(comfort.value)} width={right - LEFT} height={Math.max(0, bottom - y(comfort.value))} />
          <path class="comfort" d={`M${LEFT},${y(comfort.value).toFixed(1)}H${right}`} />
          <text class="soft" x={LEFT + 6} y={bottom - 7}>{comfort.label}</text>
        </g>
      )}
      <path class="normal" d={`M${LEFT},${y(1).toFixed(1)}H${right}`} />
    </g>
  );
}

/** The box around the drawing lets the browser lay out a new curve without laying out the page again: it can't for a grid item. */
export function CourseChart({ title, label, hours, start, curves, comfort, cursor, least = 0, overlay, svg }: CourseProps) {
  const top = Math.max(least, topOf(curves)), { x, y } = scales(hours, top);
  const right = WIDTH - RIGHT, bottom = HEIGHT - BOTTOM;
  const marks = [...curves.map(c => ({ text: c.label, kind: c.kind, y: y(c.values[c.values.length - 1] as number) })), { text: say('figure.normal'), kind: 'normal', y: y(1) }];
  const places = apart(marks.map(m => m.y), 16, TOP, bottom);
  return (
    <div class="chart-box">
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMidYMin" role="img" aria-label={label} {...svg}>
        {useMemo(() => <Axes title={title} hours={hours} start={start} comfort={comfort} x={x} y={y} />, [title, hours, start, comfort, top])}
        {curves.map(c => <path key={c.kind} class={`curve ${c.kind}`} d={path(c, x, y)} />)}
        {cursor != null && cursor < hours && <path class="cursor" d={`M${x(cursor).toFixed(1)},${TOP}V${bottom}`} />}
        {marks.map((m, i) => (
          <g key={m.kind}>
            {Math.abs((places[i] as number) - m.y) > 5 && <path class="leader" d={`M${right + 1},${m.y.toFixed(1)}L${right + 11},${(places[i] as number).toFixed(1)}`} />}
            <g transform={`translate(${right + 13},${((places[i] as number) + 4).toFixed(1)})`}><text class={`end ${m.kind}`}>{m.text}</text></g>
          </g>
        ))}
        {overlay?.(x, y)}
      </svg>
    </div>
  );
}
