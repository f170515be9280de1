/** A study in pictures: its patients week by week, what it found beside what was published, and a hundred like it. */
import { BEFORE, type Course, type Hundred, type Mean } from '../figures/trial-state.ts';
import type { TrialSpec } from '../figures/spec.ts';
import type { Estimate, Outcome } from '../trial/report.ts';
import { number, say } from '../text/words.ts';
import { linear, type Scale } from './scale.ts';

const RIGHT = 14, TOP_SCORE = 40;

/** Below this width letters are larger (style sheet), and words fewer. */
const NARROW = 480;
const fit = (key: string, width: number) => (width < NARROW ? `${key}_short` : key);

/** Single patients drawn, so that one can still be followed. */
const SINGLE = 8;

export const changeWords = (value: number): string => number(Math.round(value * 10) / 10);
export const estimateWords = (e: Estimate): string =>
  e.value === null ? say('trial.dash') : e.low === null ? changeWords(e.value) : say('trial.estimate', { value: changeWords(e.value), low: changeWords(e.low), high: changeWords(e.high as number) });

export interface CourseChartProps { courses: Course[]; means: Mean[]; weeks: number; threshold: number; width: number; words: string }

/** Severity week by week: a few patients, and the mean of each group. */
export function CourseChart({ courses, means, weeks, threshold, width, words }: CourseChartProps) {
  const top = 50, bottom = top + 190, x = linear([-BEFORE, weeks], [40, width - RIGHT]), y = linear([0, TOP_SCORE], [bottom, top]);
  const line = (scores: number[]) => scores.map((s, i) => `${i ? 'L' : 'M'}${x(i - BEFORE).toFixed(1)},${y(s).toFixed(1)}`).join('');
  const groups = [true, false].map(treated => courses.filter(c => c.treated === treated)).filter(g => g.length);
  const every = width < NARROW ? 4 : 2, ticks = Array.from({ length: Math.floor((weeks + BEFORE) / every) + 1 }, (_, i) => i * every - BEFORE);
  return (
    <svg class="chart courses" viewBox={`0 0 ${width} ${bottom + 42}`} role="img" aria-label={words}>
      <text class="strong" x={4} y={14}>{say(fit('trial.courses', width))}</text>
      <rect class="follow" x={x(0)} y={top} width={x(weeks) - x(0)} height={bottom - top} />
      {[0, 10, 20, 30, 40].map(v => <g key={v}><path class="grid" d={`M40,${y(v)}H${width - RIGHT}`} /><text class="soft" x={34} y={y(v) + 4} text-anchor="end">{v}</text></g>)}
      {threshold > 0 && <path class="comfort" d={`M40,${y(threshold)}H${width - RIGHT}`} />}
      {threshold > 0 && <text class="soft halo" x={44} y={y(threshold) + 15}>{say('trial.let_in', { n: number(threshold) })}</text>}
      {groups.map(g => g.slice(0, Math.ceil(SINGLE / groups.length)).map((c, i) => <path key={`${c.treated}${i}`} class="curve single" d={line(c.scores)} />))}
      {means.map(m => <path key={String(m.treated)} class={`curve mean ${m.treated ? 'drug' : 'placebo'}`} d={line(m.scores)} />)}
      <path class="cursor" d={`M${x(0)},${top - 8}V${bottom}`} />
      <text class="soft" x={x(0)} y={top - 13} text-anchor="middle">{say('trial.first_visit')}</text>
      {width >= NARROW && <text class="soft" x={width - RIGHT} y={top - 13} text-anchor="end">{say('trial.last_visit')}</text>}
      <path class="axis" d={`M40,${bottom}H${width - RIGHT}`} />
      {ticks.map(t => <text key={t} class="soft" x={x(t)} y={bottom + 17} text-anchor="middle">{number(t)}</text>)}
      <text class="soft" x={(40 + width - RIGHT) / 2} y={bottom + 35} text-anchor="middle">{say(fit('trial.weeks', width))}</text>
    </svg>
  );
}

const SPAN: [number, number] = [-26, 8];
const held = (x: Scale, value: number) => x(Math.min(SPAN[1], Math.max(SPAN[0], value)));

function Whisker({ x, y, estimate, kind }: { x: Scale; y: number; estimate: Estimate; kind: string }) {
  if (estimate.value === null) return null;
  return (
    <g class={kind}>
      {estimate.low !== null && <path class="whisker" d={`M${held(x, estimate.low).toFixed(1)},${y}H${held(x, estimate.high as number).toFixed(1)}`} />}
      <circle class="result-dot" cx={held(x, estimate.value)} cy={y} r={6} />
    </g>
  );
}

export interface ResultChartProps { spec: TrialSpec; outcome: Outcome; many: Hundred | null; compare: boolean; width: number; words: string }

/** What this study found; beneath it each published one with what these patients would have given a study of its size. */
export function ResultChart({ spec, outcome, many, compare, width, words }: ResultChartProps) {
  const rows = compare ? spec.compare : [], x = linear(SPAN, [12, width - 12]), row = 54, top = 26, bottom = top + row * (1 + rows.length), mine = outcome.result;
  return (
    <svg class="chart results" viewBox={`0 0 ${width} ${bottom + 44}`} role="img" aria-label={words}>
      <text class="strong" x={4} y={14}>{say(outcome.control ? fit('trial.result_difference', width) : 'trial.result_change')}</text>
      {x.ticks(width < NARROW ? 5 : 9).map(v => <g key={v}><path class={v === 0 ? 'axis' : 'grid'} d={`M${x(v)},${top}V${bottom}`} /><text class="soft" x={x(v)} y={bottom + 17} text-anchor="middle">{number(v)}</text></g>)}
      <text class="halo" x={12} y={top + 16}>{say(fit('trial.this_study', width))}</text>
      <text class="value halo" x={width - 12} y={top + 16} text-anchor="end">{estimateWords(mine)}</text>
      <Whisker x={x} y={top + 34} estimate={mine} kind="mine" />
      {rows.map((c, i) => {
        const y = top + row * (i + 1), told = many?.beside[i];
        return (
          <g key={c.id}>
            <text class="halo" x={12} y={y + 16}>{say(fit('trial.published_row', width), { label: c.label, citation: c.citation, n: c.n })}</text>
            <text class="value halo" x={width - 12} y={y + 16} text-anchor="end">{changeWords(c.change)}</text>
            {told && <rect class="expected" x={held(x, told.low)} y={y + 27} width={held(x, told.high) - held(x, told.low)} height={14} />}
            <path class="published-mark" d={`M${held(x, c.change).toFixed(1)},${y + 26}l8,8l-8,8l-8,-8z`} />
          </g>
        );
      })}
      <path class="axis" d={`M12,${bottom}H${width - 12}`} />
      <text class="soft" x={12} y={bottom + 35}>{say('trial.better')}</text>
      <text class="soft" x={width - 12} y={bottom + 35} text-anchor="end">{say('trial.worse')}</text>
    </svg>
  );
}

export interface HundredChartProps { many: Hundred; now: number | null; published: boolean; mixed: boolean; sizes: [number, number]; truth: number; width: number; words: string }

/** A hundred studies: a dot each, heaped where they fall, or by their size. */
export function HundredChart({ many, now, published, mixed, sizes, truth, width, words }: HundredChartProps) {
  const x = linear(SPAN, [mixed ? 46 : 12, width - 12]), top = 30, bottom = top + 176, unit = x(1) - x(0);
  // Heaps of one point, or of half a point where they would be too high.
  const values = many.outcomes.map(o => Math.min(SPAN[1] - 0.5, Math.max(SPAN[0], o.result.value ?? 0)));
  const heaps = (bin: number) => values.reduce((counts, v) => counts.set(Math.floor(v / bin), (counts.get(Math.floor(v / bin)) ?? 0) + 1), new Map<number, number>());
  const bin = Math.max(...heaps(1).values()) > 20 ? 0.5 : 1, highest = Math.max(8, ...heaps(bin).values()), filled = new Map<number, number>();
  const placed = many.outcomes.map((o, i) => {
    const value = values[i] as number, heap = Math.floor(value / bin), place = filled.get(heap) ?? 0;
    filled.set(heap, place + 1);
    return { i, value, heap, place, n: o.treated.enrolled, significant: o.significant };
  });
  const r = Math.min(unit * bin * 0.46, (bottom - top) / (2 * highest), 6.5);
  const size = linear([Math.log(sizes[0]), Math.log(sizes[1])], [bottom - 10, top + 8]);
  return (
    <svg class="chart hundred" viewBox={`0 0 ${width} ${bottom + 44}`} role="img" aria-label={words}>
      <text class="strong" x={4} y={14}>{say(mixed ? fit('trial.hundred_mixed', width) : 'trial.hundred', { n: many.outcomes.length })}</text>
      {x.ticks(width < NARROW ? 5 : 9).map(v => <g key={v}><path class={v === 0 ? 'axis' : 'grid'} d={`M${x(v)},${top}V${bottom}`} /><text class="soft" x={x(v)} y={bottom + 17} text-anchor="middle">{number(v)}</text></g>)}
      {mixed && [10, 30, 100].map(n => <text key={n} class="soft" x={40} y={size(Math.log(n)) + 4} text-anchor="end">{n}</text>)}
      <path class="truth" d={`M${x(truth).toFixed(1)},${top - 4}V${bottom}`} />
      <text class="soft halo" x={x(truth) + 5} y={top + 7}>{say('trial.truth')}</text>
      {placed.map(p => {
        if (published && !p.significant) return null;
        const cx = mixed ? held(x, p.value) : x((p.heap + 0.5) * bin), cy = mixed ? size(Math.log(Math.min(sizes[1], Math.max(sizes[0], p.n)))) : bottom - r - p.place * 2 * r;
        return <circle key={p.i} class={`study-dot${p.significant ? ' significant' : ''}${p.i === now ? ' now' : ''}`} cx={cx.toFixed(1)} cy={cy.toFixed(1)} r={Math.max(1.5, (mixed ? 4 : r) - 0.8).toFixed(1)} />;
      })}
      <path class="axis" d={`M12,${bottom}H${width - 12}`} />
      <text class="soft" x={12} y={bottom + 35}>{say('trial.better')}</text>
      <text class="soft" x={width - 12} y={bottom + 35} text-anchor="end">{say('trial.worse')}</text>
    </svg>
  );
}
