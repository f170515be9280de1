/** Muscle signal as a polysomnogram shows it: both legs one below the other, in rows of a minute or two. */
import type { Burst } from '../night/bursts.ts';
import { say } from '../text/words.ts';

/** Samples a second of what is drawn, and the height in microvolts that a row holds; stronger peaks are cut, as on paper. */
export const RATE = 100;
const FULL = 130;

/** Each column of a pixel as a stroke from its lowest to its highest sample, around `middle`. Heights go by half pixels: resting muscle then draws the same few strokes, and the page stays light. */
export function strokes(signal: number[], from: number, to: number, left: number, width: number, middle: number, half: number): string {
  const columns = Math.max(1, Math.floor(width)), per = (to - from) / columns, round = (v: number) => Math.round(v * 2) / 2;
  let d = '', x = left;
  for (let c = 0; c < columns; c++, x++) {
    let low = Infinity, high = -Infinity;
    for (let i = Math.floor(from + c * per); i < Math.max(from + c * per + 1, from + (c + 1) * per) && i < signal.length; i++) {
      const v = signal[i] as number;
      if (v < low) low = v;
      if (v > high) high = v;
    }
    if (low > high) continue;
    const up = round(Math.min(half, (Math.max(0, high) / FULL) * half)), down = round(Math.min(half, (Math.max(0, -low) / FULL) * half));
    const top = middle - Math.max(up, 0.5);
    d += `M${x},${top}v${Math.max(up, 0.5) + Math.max(down, 0.5)}`;
  }
  return d;
}

export interface Layout {
  /** Width of the drawing, and of the signal in it, from LEFT. */
  width: number;
  plot: number;
  /** Seconds of a row, and how many rows. */
  span: number;
  rows: number;
}

export const LEFT = 44, LANE = 34, HALF = 15, STRIP = 24, ROW_GAP = 12, TOP = 20;

/** Rows as long as still lets every burst be a target of its own, 24 pixels from the next. */
export function layout(width: number, seconds: number, closest: number): Layout {
  const plot = width - LEFT - 6, span = [120, 60, 30].find(s => (plot / s) * closest >= 24 && plot / s >= 3.5) ?? 30;
  return { width, plot, span, rows: Math.ceil(seconds / span) };
}

export const rowHeight = (judged: boolean) => 2 * LANE + STRIP + (judged ? 20 : 0) + ROW_GAP;

export interface SignalRowProps {
  signal: { L: number[]; R: number[] };
  from: number;
  to: number;
  left: number;
  width: number;
  y: number;
}

/** Both legs from one time to another, with a line every `every` seconds. */
export function SignalRow({ signal, from, to, left, width, y, every }: SignalRowProps & { every: number }) {
  const x = (t: number) => left + ((t - from) / (to - from)) * width, lines: number[] = [];
  for (let t = Math.ceil(from / every) * every; t <= to; t += every) lines.push(t);
  return (
    <g aria-hidden="true">
      <path class="grid" d={lines.map(t => `M${x(t).toFixed(1)},${y}v${2 * LANE}`).join('')} />
      {(['L', 'R'] as const).map((leg, i) => (
        <g key={leg}>
          <text class="soft" x={left - 8} y={y + i * LANE + LANE / 2 + 4} text-anchor="end">{say(`trace.short_${leg}`)}</text>
          <path class={`emg ${leg}`} d={strokes(signal[leg], from * RATE, to * RATE, left, width, y + i * LANE + LANE / 2, HALF)} />
        </g>
      ))}
    </g>
  );
}

/** Where a burst is drawn: its row, its ends there, and the middle of its target. */
export function placeOf(burst: Burst, { span, plot, rows }: Layout): { row: number; from: number; to: number; middle: number } {
  const row = Math.min(rows - 1, Math.floor(burst.onset / span)), x = (t: number) => LEFT + ((t - row * span) / span) * plot;
  const from = x(burst.onset), to = Math.min(LEFT + plot, x(burst.end));
  return { row, from, to, middle: Math.min(LEFT + plot - 12, Math.max(LEFT + 12, (from + to) / 2)) };
}
