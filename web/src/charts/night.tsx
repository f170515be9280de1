/** A night: stages of sleep, movements below them, bars by the hour; the intervals between movements; and seven nights beside each other. */
import { useMemo } from 'preact/hooks';
import { EPOCH, nightEnd, type Hypnogram, type Stage } from '../night/recording.ts';
import { BIN } from '../night/report.ts';
import type { Told } from '../figures/night-state.ts';
import { number, say } from '../text/words.ts';
import { linear, type Scale } from './scale.ts';
import { roundTop } from './timeline.tsx';

const RIGHT = 14, ORDER: Stage[] = ['W', 'R', 'N1', 'N2', 'N3'], TITLE = 22, TICKS = 24, ROW = 30, BARS = 84, AXIS = 28;

/** Room for labels and lines of text: on a phone the letters are larger (style sheet), and need more. */
const roomOf = (width: number) => (width < 480 ? { left: 62, step: 19, line: 23 } : { left: 48, step: 15, line: 18 });

/** Hours that the axis holds, so that it keeps still from night to night. */
export const hoursOf = (hypnogram: Hypnogram) => Math.max(9, Math.ceil((nightEnd(hypnogram) - hypnogram.start) / 3600));

function stretches(hypnogram: Hypnogram): { stage: Stage; from: number; to: number }[] {
  const found: { stage: Stage; from: number; to: number }[] = [];
  hypnogram.stages.forEach((stage, i) => {
    const last = found.at(-1), to = ((i + 1) * EPOCH) / 3600;
    if (last?.stage === stage) last.to = to; else found.push({ stage, from: (i * EPOCH) / 3600, to });
  });
  return found;
}

/** Marks at these hours: strokes as long as `height`. */
const marks = (hours: number[], x: Scale, y: number, height: number) => hours.map(h => `M${x(h).toFixed(1)},${y}v${height}`).join('');

/** The hypnogram; it changes only with the night. */
function Stages({ hypnogram, x, top, bottom, step }: { hypnogram: Hypnogram; x: Scale; top: number; bottom: number; step: number }) {
  const parts = stretches(hypnogram), y = (s: Stage) => top + ORDER.indexOf(s) * step + step / 2;
  const line = parts.map((p, i) => `${i ? 'V' : 'M' + x(p.from).toFixed(1) + ','}${y(p.stage)}H${x(p.to).toFixed(1)}`).join('');
  return (
    <g aria-hidden="true">
      {parts.filter(p => p.stage === 'W').map(p => <rect key={p.from} class="awake" x={x(p.from)} y={top} width={Math.max(0.5, x(p.to) - x(p.from))} height={bottom - top} />)}
      {ORDER.map(s => <text key={s} class="soft" x={x(0) - 8} y={y(s) + 4} text-anchor="end">{say(`night.stage.${s}`)}</text>)}
      <path class="stages" d={line} />
      <path class="rem" d={parts.filter(p => p.stage === 'R').map(p => `M${x(p.from).toFixed(1)},${y('R')}H${x(p.to).toFixed(1)}`).join('')} />
    </g>
  );
}

export interface NightChartProps { told: Told; width: number; words: string }

export function NightChart({ told, width, words }: NightChartProps) {
  const { drawn, scored, report } = told, hours = hoursOf(drawn.hypnogram), { left, step, line } = roomOf(width), x = useMemo(() => linear([0, hours], [left, width - RIGHT]), [width, hours]);
  const at = (seconds: number) => (seconds - drawn.hypnogram.start) / 3600;
  const stagesTop = TITLE, inTop = stagesTop + ORDER.length * step + line + 8, outTop = inTop + ROW + line, breathTop = outTop + TICKS + line, breathing = drawn.breathing.length > 0;
  const barsTop = (breathing ? breathTop + line + 4 : breathTop) + line + 12, bottom = barsTop + BARS, height = bottom + AXIS;
  const most = roundTop(Math.max(10, ...report.byHour)), y = linear([0, most], [bottom, barsTop]);
  const every = (width - left - RIGHT) / hours < 24 ? 2 : 1;
  return (
    <svg class="chart night-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
      <text class="strong" x={4} y={14}>{say('night.stages')}</text>
      {useMemo(() => <Stages hypnogram={drawn.hypnogram} x={x} top={stagesTop} bottom={outTop + TICKS} step={step} />, [drawn.hypnogram, x])}
      <text class="strong" x={4} y={inTop - 6}>{say('night.in_series', { n: report.plms + report.plmw })}</text>
      <path class="movement in" d={marks(scored.events.filter(e => e.series > 0).map(e => at(e.onset)), x, inTop, ROW)} />
      <text class="strong" x={4} y={outTop - 6}>{say('night.not_in_series', { n: scored.events.length - report.plms - report.plmw })}</text>
      <path class="movement out" d={marks(scored.events.filter(e => e.series === 0).map(e => at(e.onset)), x, outTop + 6, 8)} />
      {breathing && (
        <>
          <text class="strong" x={4} y={breathTop - 6}>{say('night.breathing', { n: drawn.breathing.length })}</text>
          <path class="breath" d={drawn.breathing.map(b => `M${x(at(b.onset)).toFixed(1)},${breathTop + 10}l2,8h-4z`).join('')} />
        </>
      )}
      <text class="strong" x={4} y={barsTop - 14}>{say('night.by_hour')}</text>
      {y.ticks(3).map(v => (
        <g key={v}><path class="grid" d={`M${left},${y(v).toFixed(1)}H${width - RIGHT}`} /><text class="soft" x={left - 8} y={y(v) + 4} text-anchor="end">{number(v)}</text></g>
      ))}
      {report.byHour.map((n, h) => <rect key={h} class="bar plms" x={x(h) + 3} y={y(n)} width={Math.max(2, x(1) - x(0) - 6)} height={Math.max(0, bottom - y(n))} />)}
      <path class="axis" d={`M${left},${bottom}H${width - RIGHT}`} />
      {Array.from({ length: Math.floor(hours / every) + 1 }, (_, i) => i * every).map(h => (
        <g key={h}><path class="axis" d={`M${x(h).toFixed(1)},${bottom}v4`} /><text class="soft" x={x(h)} y={bottom + 18} text-anchor="middle">{h === 0 ? '0' : h + every > hours ? say('figure.hours', { n: h }) : h}</text></g>
      ))}
    </svg>
  );
}

const PLOT = 150;

/** How many intervals have which length, with the bounds within which a series goes on; dashed, what they were before. */
export function IntervalChart({ told, ghost, bounds, width, words }: { told: Told; ghost: number[] | null; bounds: [number, number]; width: number; words: string }) {
  const bars = told.report.histogram, top = 46, bottom = top + PLOT, x = linear([0, bars.length * BIN], [36, width - RIGHT]), most = roundTop(Math.max(8, ...bars, ...(ghost ?? []))), y = linear([0, most], [bottom, top]);
  const outline = (list: number[]) => `M${x(0)},${bottom}` + list.map((n, i) => `V${y(n).toFixed(1)}H${x((i + 1) * BIN).toFixed(1)}`).join('') + `V${bottom}`;
  return (
    <svg class="chart intervals" viewBox={`0 0 ${width} ${bottom + 40}`} role="img" aria-label={words}>
      <text class="strong" x={4} y={14}>{say('night.intervals')}</text>
      {y.ticks(3).map(v => <g key={v}><path class="grid" d={`M36,${y(v).toFixed(1)}H${width - RIGHT}`} /><text class="soft" x={30} y={y(v) + 4} text-anchor="end">{number(v)}</text></g>)}
      <path class="bar plms" d={outline(bars) + 'z'} />
      {ghost && <path class="curve ghost" d={outline(ghost)} />}
      {bounds.map((b, i) => <g key={i}><path class="comfort" d={`M${x(b).toFixed(1)},${top - 8}V${bottom}`} /><text class="soft" x={x(b) + (i ? 4 : -4)} y={top - 12} text-anchor={i ? 'end' : 'start'}>{say('night.bound', { n: number(b) })}</text></g>)}
      <path class="axis" d={`M36,${bottom}H${width - RIGHT}`} />
      {[0, 30, 60, 90].map(v => <text key={v} class="soft" x={x(v)} y={bottom + 17} text-anchor={v === 90 ? 'end' : 'middle'}>{v}</text>)}
      <text class="soft" x={(36 + width - RIGHT) / 2} y={bottom + 34} text-anchor="middle">{say('night.seconds')}</text>
    </svg>
  );
}

/** The same sleeper in seven nights, and the line that an index is held against. */
export function WeekChart({ nights, values, now, line, lineWords, width, words }: { nights: number[]; values: number[]; now: number; line: number; lineWords: string; width: number; words: string }) {
  const top = 40, bottom = top + PLOT, most = roundTop(Math.max(line * 1.6, ...values)), y = linear([0, most], [bottom, top]), x = linear([-0.6, 6.6], [36, width - RIGHT]);
  return (
    <svg class="chart week" viewBox={`0 0 ${width} ${bottom + 40}`} role="img" aria-label={words}>
      <text class="strong" x={4} y={14}>{say('night.week')}</text>
      {y.ticks(3).map(v => <g key={v}><path class="grid" d={`M36,${y(v).toFixed(1)}H${width - RIGHT}`} /><text class="soft" x={30} y={y(v) + 4} text-anchor="end">{number(v)}</text></g>)}
      <path class="comfort" d={`M36,${y(line).toFixed(1)}H${width - RIGHT}`} />
      {values.map((v, i) => (
        <g key={nights[i]}>
          <path class="stem" d={`M${x(i).toFixed(1)},${bottom}V${y(v).toFixed(1)}`} />
          <circle class={`night-dot${nights[i] === now ? ' now' : ''}`} cx={x(i)} cy={y(v)} r={nights[i] === now ? 7 : 5} />
          {nights[i] === now && <text class="value" x={x(i)} y={y(v) - 12} text-anchor="middle">{number(v, 2)}</text>}
          <text class={nights[i] === now ? 'strong' : 'soft'} x={x(i)} y={bottom + 17} text-anchor="middle">{nights[i]}</text>
        </g>
      ))}
      <text class="soft halo" x={width - RIGHT} y={y(line) - 5} text-anchor="end">{lineWords}</text>
      <path class="axis" d={`M36,${bottom}H${width - RIGHT}`} />
      <text class="soft" x={(36 + width - RIGHT) / 2} y={bottom + 34} text-anchor="middle">{say('night.night_no')}</text>
    </svg>
  );
}
