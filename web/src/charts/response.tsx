/** The small curve beside a control: where the first readout settles as this control alone moves. */
import { say } from '../text/words.ts';
import { linear } from './scale.ts';

export const GRID = 25;

export interface Response { grid: number[]; values: ArrayLike<number> }

const W = 112, H = 46;

/** In one word, what the curve does between its ends: for the description. */
export function shapeOf(values: ArrayLike<number>): string {
  let up = 0, down = 0;
  for (let i = 1; i < values.length; i++) {
    const step = (values[i] as number) - (values[i - 1] as number);
    if (step > 0) up += step; else down -= step;
  }
  const total = up + down;
  if (total < 0.05) return say('shape.flat');
  if (Math.min(up, down) > 0.2 * total) return say('shape.mixed');
  return say(`shape.${total > 1 ? 'steep_' : ''}${up > down ? 'rising' : 'falling'}`);
}

export function ResponseCurve({ response, value, now, normal, label }: { response: Response | null; value: number; now: number; normal: number; label: string }) {
  if (!response) return <svg class="response" viewBox={`0 0 ${W} ${H}`} aria-hidden="true" />;
  const { grid, values } = response;
  const x = linear([grid[0] as number, grid[grid.length - 1] as number], [4, W - 4]), y = linear([0, 2], [H - 3, 3]);
  const clip = (v: number) => y(Math.min(2, Math.max(0, v)));
  let d = '';
  let inside = false;   // a curve that leaves the frame ends at its edge; it must not look flat there
  for (let i = 0; i < grid.length; i++) {
    const v = values[i] as number, near = Number.isFinite(v) && (v <= 2 || (values[i - 1] as number) <= 2 || (values[i + 1] as number) <= 2);   // NaN: no steady state there
    if (near) d += `${inside ? 'L' : 'M'}${x(grid[i] as number).toFixed(1)},${y(Math.min(v, 2.3)).toFixed(1)}`;
    inside = near;
  }
  return (
    <svg class="response" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={`${label}: ${shapeOf(values)}`}>
      <path class="grid" d={`M4,${y(1)}H${W - 4}M${x(normal).toFixed(1)},3V${H - 3}`} />
      <path class="curve now" d={d} />
      {Number.isFinite(now) && <circle class="dot" cx={x(value)} cy={clip(now)} r={3.6} />}
    </svg>
  );
}
