/** Charts one below the other over the hours of a plan, with a common time axis. */
import { useMemo } from 'preact/hooks';
import { YEAR, YEARS } from '../figures/plan.ts';
import type { Course } from '../figures/run.ts';
import type { PanelSpec } from '../figures/spec.ts';
import { clock as clockWords, number, say } from '../text/words.ts';
import { linear, type Scale } from './scale.ts';

export const LEFT = 42, RIGHT = 26;
const TITLE = 26, PLOT = 118, LEGEND = 18, GAP = 14, AXIS = 24;

interface Key { kind: string; label: string; x: number; row: number }

/** The legend of a panel: its curves if there are several, and its line, in rows that fit into `width`. */
function legend(panel: PanelSpec, width: number): Key[] {
  const wanted = [...(panel.curves.length > 1 ? panel.curves : []), ...(panel.level !== null && panel.level_label ? [{ kind: 'level', label: panel.level_label }] : [])];
  const keys: Key[] = [], letter = width < 480 ? 8.9 : 7.2; // text is larger in narrow drawings
  let x = LEFT, row = 0;
  for (const { kind, label } of wanted) {
    const room = 38 + label.length * letter;
    if (x > LEFT && x + room > width) { x = LEFT; row++; }
    keys.push({ kind, label, x, row });
    x += room;
  }
  return keys;
}

const above = (panel: PanelSpec, width: number) => TITLE + LEGEND * ((legend(panel, width).pop()?.row ?? -1) + 1);

/** Height of a panel with its title, legend and the gap below, in a drawing of this width. */
export const panelHeight = (panel: PanelSpec, width: number) => above(panel, width) + PLOT + GAP;
export const AXIS_HEIGHT = AXIS;

/** Hours between two marks of the axis, so that their words do not touch. */
export function stride(hours: number, pixels: number, byDay: boolean): number {
  const room = (byDay ? 52 : 56) / (pixels / hours), byWeek = hours > 60 * 24, byYear = hours > YEARS;
  return [1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 672, 1344, 2184, 4368].find(s => s >= room && (!byDay || s >= 24) && (!byWeek || s % 168 === 0) && !byYear) ?? YEAR * Math.ceil(room / YEAR);
}

/** Words under the axis: by the clock, or days, or hours. */
export function tickWords(t: number, hours: number, clock: number | null): string {
  if (clock !== null && hours <= 72) return clockWords(clock + t);
  if (hours <= 72) return number(t);
  if (hours > YEARS) return say('plan.year', { n: number(t / YEAR) });
  if (hours > 60 * 24) return say('plan.week', { n: number(t / 168) });
  const day = (t + (clock ?? 0)) / 24;
  return say(clock === null ? 'plan.day' : 'plan.day_no', { n: number(clock === null ? day : day + 1) });
}

export interface Bar { time: number; value: number }

export interface PanelProps {
  panel: PanelSpec;
  x: Scale;
  /** Top of the panel in the drawing. */
  y: number;
  hours: number;
  course: Course;
  ghost: Course | null;
  bars: Bar[] | null;
  ghostBars: Bar[] | null;
}

/** The value axis of a panel: fixed, or a steady top that holds what is drawn. */
export function topOf(panel: PanelSpec, courses: (Course | null)[], bars: (Bar[] | null)[]): number {
  if (panel.high !== null) return panel.high;
  let most = panel.level ?? 0;
  if (panel.per) for (const list of bars) for (const bar of list ?? []) most = Math.max(most, bar.value);
  else for (const c of courses) for (const curve of panel.curves) for (const v of c?.values[curve.name] ?? []) most = Math.max(most, v);
  return roundTop(most);
}

/** The smallest of 1, 1.5, 2, 3, 5, 8 times a power of ten that holds `most`: it grows in steps, so that small moves do not rescale. */
export function roundTop(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 1.5, 2, 3, 5, 8, 10].find(k => k * power >= most * 1.02) ?? 15) * power;
}

function path(times: ArrayLike<number>, values: ArrayLike<number>, x: Scale, y: Scale): string {
  const bottom = y.range[0], top = y.range[1];
  let d = '';
  for (let i = 0; i < times.length; i++) d += `${i ? 'L' : 'M'}${x(times[i] as number).toFixed(1)},${Math.min(bottom + 2, Math.max(top - 2, y(values[i] as number))).toFixed(1)}`;
  return d;
}

function Frame({ panel, x, y, top, hours }: { panel: PanelSpec; x: Scale; y: Scale; top: number; hours: number }) {
  const [left, right] = [x(0), x(hours)];
  return (
    <g>
      <text x={4} y={top + 14} class="strong">{panel.title}</text>
      {legend(panel, right + RIGHT).map(k => (
        <g key={k.label}>
          <path class={k.kind === 'level' ? 'comfort' : `curve ${k.kind}`} d={`M${k.x},${top + TITLE + k.row * LEGEND}h22`} />
          <text class="soft" x={k.x + 28} y={top + TITLE + k.row * LEGEND + 4}>{k.label}</text>
        </g>
      ))}
      {y.ticks(3).map(v => (
        <g key={v}>
          <path class="grid" d={`M${left},${y(v).toFixed(1)}H${right}`} />
          <text class="soft" x={left - 6} y={y(v) + 4} text-anchor="end">{number(v)}</text>
        </g>
      ))}
      <path class="axis" d={`M${left},${y.range[0]}H${right}`} />
      {panel.level !== null && <path class="comfort" d={`M${left},${y(panel.level).toFixed(1)}H${right}`} />}
    </g>
  );
}

/** One chart: curves, or a bar a dose. */
export function PanelChart({ panel, x, y: top, hours, course, ghost, bars, ghostBars }: PanelProps) {
  const high = topOf(panel, [course, ghost], [bars, ghostBars]);
  const start = top + above(panel, x(hours) + RIGHT), y = linear([panel.low, high], [start + PLOT, start]);
  const gap = bars ? Math.min(27, ...bars.slice(1).map((bar, i) => x(bar.time) - x(bars[i]!.time))) : 0, width = Math.max(3, gap * 0.6);
  return (
    <g>
      {useMemo(() => <Frame panel={panel} x={x} y={y} top={top} hours={hours} />, [panel, x, high, top])}
      {bars ? (
        <>
          {(ghostBars ?? []).map(b => <rect key={`g${b.time}`} class="bar ghost" x={x(b.time) - width / 2} y={y(b.value)} width={width} height={Math.max(0, y(panel.low) - y(b.value))} />)}
          {bars.map(b => <rect key={b.time} class={`bar ${panel.curves[0]?.kind ?? ''}`} x={x(b.time) - width / 2} y={y(b.value)} width={width} height={Math.max(0, y(panel.low) - y(b.value))} />)}
        </>
      ) : (
        <>
          {ghost && panel.curves[0] && <path class="curve ghost" d={path(ghost.times, ghost.values[panel.curves[0].name] as Float64Array, x, y)} />}
          {panel.curves.map(c => <path key={c.name} class={`curve ${c.kind}`} d={path(course.times, course.values[c.name] as Float64Array, x, y)} />)}
        </>
      )}
    </g>
  );
}

/** The common time axis. */
export function TimeAxis({ x, y, hours, clock }: { x: Scale; y: number; hours: number; clock: number | null }) {
  const byDay = hours > 72, every = stride(hours, x(hours) - x(0), byDay), marks: number[] = [];
  const first = clock === null ? 0 : Math.ceil(clock / every - 1e-9) * every - clock;
  for (let t = first; t <= hours + 1e-9; t += every) marks.push(t);
  return (
    <g>
      <path class="axis" d={`M${x(0)},${y}H${x(hours)}`} />
      {marks.map(t => (
        <g key={t}>
          <path class="axis" d={`M${x(t).toFixed(1)},${y}v5`} />
          <text class="soft" x={x(t)} y={y + 19} text-anchor="middle">{tickWords(t, hours, clock)}</text>
        </g>
      ))}
    </g>
  );
}
