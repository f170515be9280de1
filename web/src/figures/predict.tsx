/** Predict: the reader commits to an answer, then the model answers, and the guess stays in the picture. */
import type { TargetedPointerEvent } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { CourseChart, HEIGHT, WIDTH, scales, topOf, type Curve } from '../charts/course.tsx';
import { DopamineTerminal } from '../diagrams/dopamine-terminal.tsx';
import type { HostModel } from '../host/afm.ts';
import type { OdeModel } from '../solver/types.ts';
import { describe } from '../text/describe.ts';
import { duration, ratio as ratioText, say } from '../text/words.ts';
import { About, Actions, Chips, Head, Message, Sentence } from './frame.tsx';
import { useTraits } from './hooks.ts';
import { follow, normalValues, type Settings } from './run.ts';
import type { PredictSpec } from './spec.ts';

export interface PredictProps { spec: PredictSpec; ode: OdeModel; host: HostModel }

type Traits = Record<string, unknown> & { guess: number[]; choice: string; committed: boolean; question: string };

const MOST = 2;

export function Predict({ spec, ode, host }: PredictProps) {
  const [traits, write] = useTraits<Traits>(host, ['guess', 'choice', 'committed', 'question']);
  const { guess, choice, committed } = traits;
  const drawing = spec.guess_at.length > 0;
  const root = useRef<HTMLElement | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [held, setHeld] = useState(false);
  const normal = useMemo(() => normalValues(ode), [ode]);
  const asked = spec.questions.find(q => q.id === traits.question) ?? null;
  const settings: Settings = useMemo(() => ({ ...Object.fromEntries(spec.controls.map(c => [c.name, c.normal])), ...spec.set, ...asked?.set }), [asked]);
  const run = useMemo(() => (committed ? follow(ode, { ...spec.fixed, ...settings }, spec.hours, asked?.events ?? []) : null), [committed, settings]);
  const first = useMemo(() => (committed && asked ? follow(ode, { ...spec.fixed, ...spec.set }, spec.hours) : null), [committed, asked]);
  const readout = spec.readouts[0];
  if (!readout) return null;
  const relative = (values: Float64Array) => values.map(v => v / (normal[readout.name] as number));

  const curves: Curve[] = [];
  if (drawing) curves.push({ times: [0, ...spec.guess_at], values: [1, ...guess], kind: 'guess', label: say('figure.guess') });
  if (first) curves.push({ times: first.times, values: relative(first.values[readout.name] as Float64Array), kind: 'ghost', label: say('figure.before') });
  if (run) curves.push({ times: run.times, values: relative(run.values[readout.name] as Float64Array), kind: 'now', label: say('figure.model') });

  const setGuess = (i: number, value: number) => write({ guess: guess.map((g, k) => (k === i ? Math.round(Math.min(MOST, Math.max(0, value)) * 100) / 100 : g)) });
  const point = (e: TargetedPointerEvent<SVGSVGElement>) => {
    if (committed || !drawing) return;
    const box = e.currentTarget.getBoundingClientRect(), { x, y } = scales(spec.hours, Math.max(MOST, topOf(curves)));
    const hour = x.invert(((e.clientX - box.left) / box.width) * WIDTH), value = y.invert(((e.clientY - box.top) / box.height) * HEIGHT);
    let nearest = 0;
    spec.guess_at.forEach((t, i) => { if (Math.abs(t - hour) < Math.abs((spec.guess_at[nearest] as number) - hour)) nearest = i; });
    setGuess(nearest, value);
  };
  const last = run ? run.times.length - 1 : 0;
  const answer = run ? (run.values[readout.name]?.[last] as number) / (normal[readout.name] as number) : NaN;
  const chosen = spec.choices.find(c => c.id === choice) ?? null;
  const sentence = run ? describe(spec, settings, run, normal, last, asked) : '';
  const finalGuess = guess[guess.length - 1] as number;
  const gap = !run || asked ? '' : drawing
    ? say(Math.abs(finalGuess - answer) < 0.05 ? 'predict.gap_close' : 'predict.gap', { guess: ratioText(finalGuess), answer: ratioText(answer), time: duration(spec.hours) })
    : chosen ? `${say('predict.you_chose', { label: chosen.label })} ${say(chosen.right ? 'predict.right' : 'predict.wrong')} ${chosen.feedback}` : '';
  const chartLabel = run ? `${sentence} ${gap}` : say('predict.chart_note', { times: spec.guess_at.map(duration).join(', '), values: guess.map(ratioText).join(', ') });
  const ratio = (name: string) => (run ? (run.values[name]?.[last] as number) / (normal[name] as number) : 1);
  const setting = (name: string) => settings[name] ?? (ode.defaults[ode.parameters.indexOf(name)] as number);

  return (
    <figure class={`rl predict ${committed ? 'answered' : 'asking'}`} id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`}>
      <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />
      <p class="prompt">{spec.prompt}</p>
      {!committed && <p class="watch">{say(drawing ? 'predict.draw' : 'predict.choose')}</p>}
      <Message text={message} />
      {committed && spec.questions.length > 0 && (
        <Chips label={say('figure.questions')}>
          {spec.questions.map(q => <button key={q.id} type="button" aria-pressed={q.id === traits.question} onClick={() => write({ question: q.id === traits.question ? '' : q.id })}>{q.label}</button>)}
        </Chips>
      )}
      {(drawing || committed) && (
        <div class={committed && spec.diagram ? 'panes' : 'panes single'}>
          {committed && spec.diagram === 'dopamine-terminal' && <DopamineTerminal state={{ ratio, setting }} />}
          <CourseChart title={readout.label} label={chartLabel} hours={spec.hours} start={spec.clock} curves={curves} comfort={null} least={drawing ? MOST : 0}
            overlay={(x, y) => drawing && !committed && spec.guess_at.map((t, i) => <circle key={t} class="handle" cx={x(t)} cy={y(guess[i] as number)} r={7} />)}
            svg={committed ? {} : {
              class: 'chart drawable',
              onPointerDown: e => { setHeld(true); e.currentTarget.setPointerCapture(e.pointerId); point(e); },
              onPointerMove: e => { if (held) point(e); },
              onPointerUp: () => setHeld(false), onPointerCancel: () => setHeld(false),
            }} />
        </div>
      )}
      {!committed && drawing && (
        <div class="controls" role="group" aria-label={say('figure.guess')}>
          {spec.guess_at.map((t, i) => (
            <div class="control guess" key={t}>
              <label for={`${spec.id}-g${i}`}>{say('predict.guess_at', { time: duration(t) })}</label>
              <output for={`${spec.id}-g${i}`}>{ratioText(guess[i] as number)}<small> {say('figure.times_normal')}</small></output>
              <div class="track" style="--normal:0.5"><input id={`${spec.id}-g${i}`} type="range" min={0} max={MOST} step={0.01} value={guess[i]} aria-valuetext={`${ratioText(guess[i] as number)} ${say('figure.times_normal')}`} onInput={e => setGuess(i, Number(e.currentTarget.value))} /></div>
            </div>
          ))}
        </div>
      )}
      {!committed && !drawing && (
        <fieldset class="choices">
          <legend class="sr">{spec.prompt}</legend>
          {spec.choices.map(c => (
            <label key={c.id}><input type="radio" name={`${spec.id}-choice`} value={c.id} checked={choice === c.id} onChange={() => write({ choice: c.id })} /> {c.label}</label>
          ))}
        </fieldset>
      )}
      {!committed && <p class="commit"><button type="button" class="primary" disabled={!drawing && !choice} onClick={() => write({ committed: true })}>{say('predict.commit')}</button></p>}
      {committed && <Sentence text={[sentence, gap].filter(Boolean).join(' ')} />}
      {committed && <p class="explanation">{spec.explanation}</p>}
      {committed && <Actions id={spec.id} root={root} onReset={() => { setMessage(null); write({ committed: false, question: '' }); }} resetLabel={say('predict.again')} canLink={false} now={() => ({ state: '', course: run, sentence: `${sentence} ${gap}` })} unitOf={name => spec.readouts.find(r => r.name === name)?.unit ?? ''} onMessage={setMessage} />}
      <About lines={spec.about} card={spec.card} />
    </figure>
  );
}
