/** Dose and response: what gets in from each dose; guessed, then as the model has it, with what was measured. */
import type { TargetedPointerEvent } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { linear, type Scale } from '../charts/scale.ts';
import { Slider } from '../controls/slider.tsx';
import type { HostModel } from '../host/afm.ts';
import type { OdeModel } from '../solver/types.ts';
import { settingPhrase } from '../text/describe.ts';
import { number, say } from '../text/words.ts';
import { absorbed } from './dose.ts';
import { csvOf } from './download.ts';
import { About, Actions, Head, Message, Sentence } from './frame.tsx';
import { useTraits, useWidth } from './hooks.ts';
import type { Settings } from './run.ts';
import type { DoseLineSpec, DoseResponseSpec } from './spec.ts';
import { decode, encode, fromAddress, toAddress } from './state.ts';

type Traits = Record<string, unknown> & { dose: number; show: 'amount' | 'share'; guess: number[]; committed: boolean };

const STEPS = 32, LEFT = 52, RIGHT = 16, TOP = 20, PLOT = 260;

const amountWords = (value: number) => number(Math.round(value));

export function DoseResponse({ spec, ode, host, address }: { spec: DoseResponseSpec; ode: OdeModel; host: HostModel; address: boolean }) {
  const names = spec.controls.map(c => c.name);
  const [traits, write] = useTraits<Traits>(host, [...names, 'dose', 'show', 'guess', 'committed']);
  const { dose, show, guess, committed } = traits;
  const settings = useMemo(() => Object.fromEntries(names.map(n => [n, Number(traits[n])])) as Settings, [traits]);
  const root = useRef<HTMLElement | null>(null), box = useRef<HTMLDivElement | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [held, setHeld] = useState(false);
  const cursor = { name: 'dose', label: say('dose.dose'), hint: say('dose.dose_hint'), unit: spec.unit, low: spec.low, high: spec.high, normal: spec.start, step: spec.step, noun: say('dose.dose') };
  const all = [...spec.controls, cursor];
  const width = useWidth(box, { start: 680, low: 240, high: 760 });
  useEffect(() => {
    const saved = address ? fromAddress(spec.id) : null;
    if (saved === null) return;
    try { const { settings: { dose: at, ...rest } } = decode(saved, all, []); write({ ...rest, dose: at as number }); } catch (error) { setMessage(say('figure.bad_link', { reason: (error as Error).message })); }
  }, []);
  const code = () => encode(all, { ...settings, dose }, null);
  const commit = () => setTimeout(() => { if (address) toAddress(spec.id, code()); }, 0);

  const grid = useMemo(() => Array.from({ length: STEPS + 1 }, (_, i) => spec.low + ((spec.high - spec.low) * i) / STEPS), []);
  const curves = useMemo(() => (committed ? spec.lines.map(line => grid.map(d => absorbed(spec, ode, line, d, settings))) : []), [settings, committed]);
  const here = useMemo(() => (committed ? spec.lines.map(line => absorbed(spec, ode, line, dose, settings)) : []), [settings, dose, committed]);
  const twice = useMemo(() => (committed && spec.lines[0] ? absorbed(spec, ode, spec.lines[0], 2 * dose, settings) : 0), [settings, dose, committed]);

  const share = show === 'share' && committed, first = spec.lines[0] as DoseLineSpec;
  const most = share ? 100 : spec.high, x = linear([0, spec.high], [LEFT, width - RIGHT]), y = linear([0, most], [TOP + PLOT, TOP]);
  const shown = (value: number, at: number) => (share ? (at > 0 ? (100 * value) / at : NaN) : value);
  const path = (values: number[]) => values.map((v, i) => [grid[i] as number, shown(v, grid[i] as number)] as const).filter(([, v]) => Number.isFinite(v)).map(([d, v], i) => `${i ? 'L' : 'M'}${x(d).toFixed(1)},${y(v).toFixed(1)}`).join('');
  const changed = spec.controls.some(c => Math.abs((settings[c.name] as number) - c.normal) > 1e-9);
  const last = spec.guess_at.length - 1, answer = committed && last >= 0 ? absorbed(spec, ode, first, spec.guess_at[last] as number, settings) : NaN;
  const sentence = !committed ? say('dose.first', { prompt: spec.prompt }) : [
    say('dose.told', { setting: changed ? `${settingPhrase(spec.controls, settings)}, ` : '', dose: number(dose), unit: spec.unit, noun: first.noun, amount: amountWords(here[0] ?? 0), share: Math.round((100 * (here[0] ?? 0)) / dose) }),
    say('dose.twice', { amount: amountWords(twice), unit: spec.unit, ratio: number(twice / (here[0] || 1), 3) }),
    ...spec.lines.slice(1).map((l, i) => say('dose.other', { noun: l.noun, amount: amountWords(here[i + 1] ?? 0), unit: spec.unit })),
    ...(last >= 0 ? [say(Math.abs((guess[last] as number) - answer) < 0.12 * answer ? 'dose.close' : 'dose.guessed', { guess: amountWords(guess[last] as number), at: number(spec.guess_at[last] as number), answer: amountWords(answer), unit: spec.unit })] : []),
  ].map(s => s.charAt(0).toUpperCase() + s.slice(1)).join(' ');
  const setGuess = (i: number, value: number) => write({ guess: guess.map((g, k) => (k === i ? Math.round(Math.min(spec.guess_at[i] as number, Math.max(0, value)) / 10) * 10 : g)) });
  const point = (e: TargetedPointerEvent<SVGSVGElement>) => {
    if (committed) return;
    const frame = e.currentTarget.getBoundingClientRect(), at = x.invert(((e.clientX - frame.left) / frame.width) * width);
    const nearest = spec.guess_at.reduce((best, d, i) => (Math.abs(d - at) < Math.abs((spec.guess_at[best] as number) - at) ? i : best), 0);
    setGuess(nearest, y.invert(((e.clientY - frame.top) / frame.height) * (TOP + PLOT + 46)));
  };
  const measured = (s: number, at: number) => (share ? 100 * s : s * at);
  const reset = () => { setMessage(null); write({ ...Object.fromEntries(spec.controls.map(c => [c.name, c.normal])), dose: spec.start, show: 'amount', committed: spec.guess_at.length === 0 }); if (address) toAddress(spec.id, ''); };
  const data = () => csvOf([['dose', ...spec.lines.map(l => `${l.label} (${spec.unit})`)], ...grid.map((d, i) => [d, ...curves.map(c => c[i] as number)])]);
  return (
    <figure class="rl dose-response" id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`}>
      <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />
      {spec.prompt && <p class="prompt">{spec.prompt}</p>}
      {!committed && <p class="watch">{say('predict.draw')}</p>}
      <Message text={message} />
      {committed && <Sentence text={sentence} />}
      <div class="chart-box dose-box" ref={box}>
        <svg class={`chart dose ${committed ? '' : 'drawable'}`} viewBox={`0 0 ${width} ${TOP + PLOT + 46}`} role="img" aria-label={committed ? sentence : say('predict.chart_note', { times: spec.guess_at.map(d => `${number(d)} ${spec.unit}`).join(', '), values: guess.map(amountWords).join(', ') })}
          onPointerDown={e => { if (committed) return; setHeld(true); e.currentTarget.setPointerCapture(e.pointerId); point(e); }} onPointerMove={e => { if (held) point(e); }} onPointerUp={() => setHeld(false)} onPointerCancel={() => setHeld(false)}>
          <Grid x={x} y={y} width={width} unit={share ? '%' : spec.unit} axis={say(share ? 'dose.axis_share' : 'dose.axis_amount', { unit: spec.unit })} dose={say('dose.axis_dose', { unit: spec.unit })} />
          {!share && <path class="normal" d={`M${x(0)},${y(0)}L${x(spec.high)},${y(spec.high)}`} />}
          {!share && <text class="soft halo" x={x(spec.high * 0.8)} y={y(spec.high * 0.8) - 10} text-anchor="end">{say('dose.everything')}</text>}
          {curves.map((values, i) => <path key={spec.lines[i]!.label} class={`curve ${spec.lines[i]!.kind}`} d={path(values)} />)}
          {spec.guess_at.length > 0 && !share && <path class="curve guess" d={`M${x(0)},${y(0)}` + spec.guess_at.map((d, i) => `L${x(d)},${y(guess[i] as number).toFixed(1)}`).join('')} />}
          {!committed && spec.guess_at.map((d, i) => <circle key={d} class="handle" cx={x(d)} cy={y(guess[i] as number)} r={8} />)}
          {committed && spec.points.map(p => (
            <g key={p.fact} class="measured">
              {p.sd !== null && <path class="whisker" d={`M${x(p.dose)},${y(Math.min(most, measured(p.share + p.sd, p.dose))).toFixed(1)}V${y(measured(p.share - p.sd, p.dose)).toFixed(1)}`} />}
              <rect class={p.fitted ? 'fitted' : 'held-out'} x={x(p.dose) - 5} y={y(measured(p.share, p.dose)) - 5} width={10} height={10} />
            </g>
          ))}
          {committed && <path class="cursor" d={`M${x(dose).toFixed(1)},${TOP}V${TOP + PLOT}`} />}
          {committed && spec.lines.map((l, i) => <circle key={l.label} class={`dose-dot ${l.kind}`} cx={x(dose)} cy={y(shown(here[i] ?? 0, dose))} r={5} />)}
        </svg>
      </div>
      {committed ? (
        <>
          <p class="hint key keys">
            {spec.lines.map(l => <span key={l.label}><svg viewBox="0 0 26 8" aria-hidden="true" class="swatch"><path class={`curve ${l.kind}`} d="M0,4H26" /></svg> {l.label}</span>)}
            {spec.points.some(p => p.fitted) && <span><svg viewBox="0 0 14 14" aria-hidden="true" class="swatch small"><rect class="fitted" x="2" y="2" width="10" height="10" /></svg> {say('dose.key_fitted')}</span>}
            {spec.points.some(p => !p.fitted) && <span><svg viewBox="0 0 14 14" aria-hidden="true" class="swatch small"><rect class="held-out" x="2" y="2" width="10" height="10" /></svg> {say('dose.key_held')}</span>}
            {spec.guess_at.length > 0 && !share && <span><svg viewBox="0 0 26 8" aria-hidden="true" class="swatch"><path class="curve guess" d="M0,4H26" /></svg> {say('figure.guess')}</span>}
          </p>
          <div class="switches controls">
            <fieldset>
              <legend>{say('dose.show')}</legend>
              {(['amount', 'share'] as const).map(s => <label key={s}><input type="radio" name={`${spec.id}-show`} value={s} checked={show === s} onChange={() => write({ show: s })} /> <span>{say(`dose.show_${s}`)}</span></label>)}
            </fieldset>
          </div>
          <div class="controls" role="group" aria-label={say('figure.controls')}>
            <Slider id={`${spec.id}-dose`} control={cursor} value={dose} onInput={v => write({ dose: v })} onCommit={commit} />
            {spec.controls.map(c => <Slider key={c.name} id={`${spec.id}-${c.name}`} control={c} value={settings[c.name] as number} onInput={v => write({ [c.name]: v })} onCommit={commit} />)}
          </div>
          {spec.explanation && <p class="explanation">{spec.explanation}</p>}
          <Actions id={spec.id} root={root} onReset={reset} resetLabel={say('predict.again')} canLink={address} now={() => ({ state: code(), course: null, sentence })} data={data} onMessage={setMessage} />
          <details class="table">
            <summary>{say('figure.table')}</summary>
            <div class="scroll" tabindex={0} role="region" aria-label={say('figure.table')}>
              <table>
                <thead><tr><th scope="col">{say('dose.column_dose')}</th><th scope="col">{say('dose.column_measured')}</th><th scope="col">{say('dose.column_model')}</th><th scope="col">{say('people.column_source')}</th></tr></thead>
                <tbody>{spec.points.map(p => <tr key={p.fact}><th scope="row">{number(p.dose)} {spec.unit}</th><td>{p.words}</td><td>{say('plan.percent', { n: number((100 * absorbed(spec, ode, first, p.dose, settings)) / p.dose, 3) })}</td><td>{p.citation}</td></tr>)}</tbody>
              </table>
            </div>
          </details>
        </>
      ) : (
        <>
          <div class="controls" role="group" aria-label={say('figure.guess')}>
            {spec.guess_at.map((d, i) => <Slider key={d} id={`${spec.id}-g${i}`} value={guess[i] as number} onCommit={() => undefined} onInput={v => setGuess(i, v)} control={{ name: `guess-${i}`, label: say('dose.guess_at', { dose: number(d), unit: spec.unit }), hint: say('dose.guess_hint'), unit: spec.unit, low: 0, high: d, normal: d / 2, step: 10, noun: '' }} />)}
          </div>
          <p class="commit"><button type="button" class="primary" onClick={() => write({ committed: true })}>{say('predict.commit')}</button></p>
        </>
      )}
      <About lines={spec.about} card={spec.card} />
    </figure>
  );
}

function Grid({ x, y, width, unit, axis, dose }: { x: Scale; y: Scale; width: number; unit: string; axis: string; dose: string }) {
  const bottom = TOP + PLOT;
  return (
    <g aria-hidden="true">
      <text class="strong" x={4} y={13}>{axis}</text>
      {y.ticks(5).map(v => <g key={v}><path class="grid" d={`M${LEFT},${y(v).toFixed(1)}H${width - RIGHT}`} /><text class="soft" x={LEFT - 6} y={y(v) + 4} text-anchor="end">{number(v, 4)}{unit === '%' ? ' %' : ''}</text></g>)}
      <path class="axis" d={`M${LEFT},${bottom}H${width - RIGHT}`} />
      {x.ticks(width < 480 ? 4 : 8).map(v => <g key={v}><path class="axis" d={`M${x(v).toFixed(1)},${bottom}v4`} /><text class="soft" x={x(v)} y={bottom + 18} text-anchor="middle">{number(v, 4)}</text></g>)}
      <text class="soft" x={(LEFT + width - RIGHT) / 2} y={bottom + 38} text-anchor="middle">{dose}</text>
    </g>
  );
}
