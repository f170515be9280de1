/** Measured bands beside the model: is it inside, too low, too high? Said in words and by place, never by color alone. */
import { linear } from '../charts/scale.ts';
import { ratio, say } from '../text/words.ts';
import type { Target } from './spec.ts';

export type Verdict = 'inside' | 'below' | 'above';

export function verdict(target: Target, value: number): Verdict {
  return value < target.low ? 'below' : value > target.high ? 'above' : 'inside';
}

export function Targets({ targets, valueOf }: { targets: Target[]; valueOf: (name: string) => number }) {
  const x = linear([0.2, 2], [4, 236]);
  const clip = (v: number) => x(Math.min(2, Math.max(0.2, v)));
  const met = targets.filter(t => verdict(t, valueOf(t.readout)) === 'inside').length;
  return (
    <div class="targets" role="group" aria-label={say('targets.title')}>
      <p class="targets-head"><b>{say('targets.title')}</b> <span role="status">{say('targets.score', { n: met, total: targets.length })}</span></p>
      <ul>
        {targets.map(t => {
          const value = valueOf(t.readout), v = verdict(t, value);
          return (
            <li key={t.fact} class={v}>
              <p><b>{t.label}</b> <span class={`verdict ${v}`}>{say(`targets.${v}`)}</span></p>
              <svg viewBox="0 0 240 26" aria-hidden="true">
                <path class="axis" d="M4,20H236" />
                <path class="normal" d={`M${x(1)},4V22`} />
                <rect class="band" x={clip(t.low)} y={6} width={Math.max(2, clip(t.high) - clip(t.low))} height={12} rx={2} />
                <path class="marker" d={`M${clip(value).toFixed(1)},20l-5,6h10z`} />
                <path class="marker-line" d={`M${clip(value).toFixed(1)},4V20`} />
              </svg>
              <p class="hint">{say('targets.band', { low: ratio(t.low), high: ratio(t.high) })}; {say('targets.now', { value: ratio(value) })}. {t.citation}. {t.note}</p>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
