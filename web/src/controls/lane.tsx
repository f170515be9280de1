/** A row of a plan: bars or doses that are dragged, or moved by keys. */
import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useRef } from 'preact/hooks';
import type { Scale } from '../charts/scale.ts';
import { fitted, rowWords } from '../figures/plan.ts';
import type { LaneSpec, ScheduleSpec } from '../figures/spec.ts';
import { say } from '../text/words.ts';

/** Height of a lane with its heading. */
export const LANE_HEIGHT = 48;
const TITLE = 17, BAR = 26, EDGE = 12, DOSE = 9, SMALLEST_DOSE = 4;

export interface LaneProps {
  spec: ScheduleSpec;
  lane: LaneSpec;
  rows: number[][];
  x: Scale;
  y: number;
  chosen: number | null;
  onChoose: (index: number | null) => void;
  /** A new row for one place, or null to take it away. */
  onMove: (index: number, row: number[] | null) => void;
  /** The reader let go. */
  onCommit: () => void;
}

type Part = 'whole' | 'start' | 'end';

export function LaneRow({ spec, lane, rows, x, y, chosen, onChoose, onMove, onCommit }: LaneProps) {
  const drag = useRef<{ index: number; part: Part; from: number; row: number[] } | null>(null);
  const hourAt = (e: TargetedPointerEvent<SVGElement>) => {
    const svg = e.currentTarget.ownerSVGElement as SVGSVGElement, box = svg.getBoundingClientRect();
    return x.invert(((e.clientX - box.left) / box.width) * svg.viewBox.baseVal.width);
  };
  const shifted = (row: number[], part: Part, by: number) => (part === 'whole' ? row.map(t => t + by) : part === 'start' ? [row[0]! + by, row[1]!] : [row[0]!, row[1]! + by]);
  const place = (index: number, wanted: number[]) => {
    const row = fitted(lane, rows, index, wanted, spec.hours);
    if (row && row.some((t, k) => Math.abs(t - rows[index]![k]!) > 1e-9)) onMove(index, row);
  };
  const down = (index: number, part: Part) => (e: TargetedPointerEvent<SVGElement>) => {
    if (e.button) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    drag.current = { index, part, from: hourAt(e), row: rows[index]! };
    onChoose(index);
  };
  const move = (e: TargetedPointerEvent<SVGElement>) => {
    const now = drag.current;
    if (now) place(now.index, shifted(now.row, now.part, hourAt(e) - now.from));
  };
  const up = () => { if (drag.current) onCommit(); drag.current = null; };
  const key = (index: number) => (e: TargetedKeyboardEvent<SVGElement>) => {
    const big = Math.max(1, lane.step * 4), steps: Record<string, number> = { ArrowLeft: -lane.step, ArrowDown: -lane.step, ArrowRight: lane.step, ArrowUp: lane.step, PageDown: -big, PageUp: big };
    const by = steps[e.key];
    if (by !== undefined) place(index, shifted(rows[index]!, e.shiftKey && lane.kind === 'span' ? 'end' : 'whole', by));
    else if (e.key === 'Delete' || e.key === 'Backspace') onMove(index, null);
    else return;
    e.preventDefault();
    e.stopPropagation();
    onCommit();
  };
  const drags = { onPointerMove: move, onPointerUp: up, onPointerCancel: up };
  const top = y + TITLE;
  // Doses that stand close are drawn smaller, so that each can be told from the next.
  const gap = Math.min(...rows.slice(1).map((row, i) => x(row[0]!) - x(rows[i]![0]!)), 4 * DOSE), radius = Math.max(SMALLEST_DOSE, Math.min(DOSE, gap * 0.45));
  return (
    <g role="group" aria-label={`${lane.label}: ${rows.length ? rows.map(r => rowWords(spec, r)).join(', ') : say('plan.nothing')}`}>
      <text x={4} y={y + 12} class="soft">{lane.label}</text>
      <rect class="lane" x={x(0)} y={top} width={x(spec.hours) - x(0)} height={BAR} rx={5} />
      {rows.map((row, i) => {
        const left = x(row[0]!), right = x(row[1] ?? row[0]!), words = rowWords(spec, row);
        const shared = {
          role: 'slider', tabindex: 0, 'aria-label': say('plan.one', { lane: lane.label, n: i + 1, total: rows.length }), 'aria-valuetext': words, 'aria-valuemin': 0, 'aria-valuemax': spec.hours, 'aria-valuenow': row[0],
          onKeyDown: key(i), onFocus: () => onChoose(i), onPointerDown: down(i, 'whole'), ...drags,
        } as const;
        if (lane.kind === 'dose') return <circle key={i} class={`block ${lane.color}${chosen === i ? ' chosen' : ''}`} cx={left} cy={top + BAR / 2} r={radius} {...shared}><title>{words}</title></circle>;
        const edge = Math.min(EDGE, (right - left) / 3);
        return (
          <g key={i}>
            <rect class={`block ${lane.color}${chosen === i ? ' chosen' : ''}`} x={left} y={top + 1} width={Math.max(2, right - left)} height={BAR - 2} rx={5} {...shared}><title>{words}</title></rect>
            <rect class="edge" x={left - 4} y={top} width={edge + 4} height={BAR} onPointerDown={down(i, 'start')} {...drags} />
            <rect class="edge" x={right - edge} y={top} width={edge + 4} height={BAR} onPointerDown={down(i, 'end')} {...drags} />
            {right - left > 34 && <path class="grip" d={`M${left + 5},${top + 8}v10M${right - 5},${top + 8}v10`} />}
          </g>
        );
      })}
    </g>
  );
}
