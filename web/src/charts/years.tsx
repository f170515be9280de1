/** How many of a hundred by year, a line a group: strong while the study watched, thin where it is carried further. */
import { useMemo } from 'preact/hooks';
import type { PeopleGroup } from '../figures/spec.ts';
import { riskAt, type Hazard } from '../stats/hazard.ts';
import { number, say } from '../text/words.ts';
import { linear } from './scale.ts';

const WIDTH = 640, HEIGHT = 236, LEFT = 42, RIGHT = 16, TOP = 26, BOTTOM = 40, POINTS = 60, ROW = 20, KEYS = HEIGHT + 12;
const KINDS = ['drug', 'second', 'third', 'urge'];

export interface YearsProps { groups: PeopleGroup[]; years: number; most: number; words: string; narrow: boolean }

/** The number of a group, where its study stopped watching and in the key. */
const Mark = (at: { number: number; kind: string; x: number; y: number }) => (
  <g><circle class={`watched ${at.kind}`} cx={at.x} cy={at.y} r="8" /><text class="watched-number" x={at.x} y={at.y + 4} text-anchor="middle">{number(at.number)}</text></g>
);

export function Years({ groups, years, most, words, narrow }: YearsProps) {
  const width = narrow ? 340 : WIDTH, bottom = HEIGHT - BOTTOM, x = linear([0, most], [LEFT, width - RIGHT]), y = linear([0, 100], [bottom, TOP]);
  const path = (hazard: Hazard, from: number, to: number) =>
    to <= from ? '' : 'M' + Array.from({ length: POINTS + 1 }, (_, i) => { const t = from + ((to - from) * i) / POINTS; return `${x(t).toFixed(1)},${y(riskAt(hazard, t).value).toFixed(1)}`; }).join('L');
  const lines = useMemo(() => groups.map((g, i) => {   // they do not depend on the year that the reader is at
    const hazard = g.hazard!, watched = Math.min(hazard.followed, most), kind = KINDS[i % KINDS.length] as string;
    return (
      <g key={g.label}>
        <path class={`curve ${kind}`} d={path(hazard, 0, watched)} />
        <path class={`curve beyond ${kind}`} d={path(hazard, watched, most)} />
        <Mark number={i + 1} kind={kind} x={x(watched)} y={y(riskAt(hazard, watched).value)} />
        <Mark number={i + 1} kind={kind} x={LEFT + 8} y={KEYS + i * ROW + 8} />
        <text class="soft" x={LEFT + 24} y={KEYS + i * ROW + 12}>{g.label}</text>
      </g>
    );
  }), [groups, most, narrow]);
  return (
    <svg class={`chart years ${narrow ? 'narrow' : 'wide'}`} viewBox={`0 0 ${width} ${KEYS + groups.length * ROW}`} role="img" aria-label={words}>
      <text class="strong" x={4} y={14}>{say('people.years_title')}</text>
      {[0, 25, 50, 75, 100].map(v => <g key={v}><line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(v)} y2={y(v)} /><text class="soft" x={LEFT - 7} y={y(v) + 4} text-anchor="end">{number(v)}</text></g>)}
      {Array.from({ length: Math.floor(most / 2) + 1 }, (_, i) => 2 * i).map(v => <text key={v} class="soft" x={x(v)} y={bottom + 21} text-anchor="middle">{number(v)}</text>)}
      <text class="soft" x={width - RIGHT} y={bottom + 36} text-anchor="end">{say('people.years_axis')}</text>
      <line class="now" x1={x(years)} x2={x(years)} y1={TOP} y2={bottom} />
      {lines}
    </svg>
  );
}
