/** The explorer: move a model, see every part answer, against normal and against what was before. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CourseChart, type Curve } from '../charts/course.tsx';
import { GRID, ResponseCurve, type Response } from '../charts/response.tsx';
import { Slider } from '../controls/slider.tsx';
import { DopamineTerminal } from '../diagrams/dopamine-terminal.tsx';
import type { HostModel } from '../host/afm.ts';
import type { OdeModel } from '../solver/types.ts';
import { describe } from '../text/describe.ts';
import { clock, duration, number, ratio as ratioText, say } from '../text/words.ts';
import { About, Actions, Chips, Head, Message, Sentence } from './frame.tsx';
import { useHistory } from './history.ts';
import { useTraits } from './hooks.ts';
import { follow, normalValues, response, type Course, type Settings } from './run.ts';
import type { ExplorerSpec } from './spec.ts';
import { decode, encode } from './state.ts';
import { Targets } from './targets.tsx';

export interface ExplorerProps {
  spec: ExplorerSpec;
  ode: OdeModel;
  host: HostModel;
  /** Whether the page's address may hold the state (the book), or not (Jupyter). */
  address: boolean;
}

type Traits = Record<string, unknown> & { question: string };

/** For each control, a function that computes how the first readout answers to it, relative to normal. */
function responders(spec: ExplorerSpec, ode: OdeModel, settings: Settings, course: Course, normal: Record<string, number>): (() => [string, Response])[] {
  const readout = spec.readouts[0];
  if (!spec.responses || !readout) return [];
  const last = course.times.length - 1;
  const from = ode.states.map(s => course.values[s]?.[last] as number);
  return spec.controls.map(c => () => {
    const grid = Array.from({ length: GRID }, (_, i) => c.low + ((c.high - c.low) * i) / (GRID - 1));
    const values = response(ode, { ...spec.fixed, ...settings }, c.name, grid, readout.name, from);
    return [c.name, { grid, values: values.map(v => v / (normal[readout.name] as number)) }];
  });
}

function at(r: Response | undefined, value: number): number {
  if (!r) return NaN;
  const { grid, values } = r, span = (grid[grid.length - 1] as number) - (grid[0] as number);
  const place = Math.min(grid.length - 1.000001, Math.max(0, ((value - (grid[0] as number)) / span) * (grid.length - 1))), i = Math.floor(place);
  return (values[i] as number) + (place - i) * ((values[i + 1] as number) - (values[i] as number));
}

export function Explorer({ spec, ode, host, address }: ExplorerProps) {
  const names = spec.controls.map(c => c.name);
  const [traits, write] = useTraits<Traits>(host, [...names, 'question']);
  const settings = useMemo(() => Object.fromEntries(names.map(n => [n, Number(traits[n])])) as Settings, [traits]);
  const asked = spec.questions.find(q => q.id === traits.question) ?? null;
  const normal = useMemo(() => normalValues(ode), [ode]);
  const root = useRef<HTMLElement | null>(null);
  const [ghost, setGhost] = useState<Course | null>(null);
  const [cursor, setCursor] = useState(spec.hours);
  const [message, setMessage] = useState<string | null>(null);

  const good = useRef<Course | null>(null);
  const failed = useRef<string | null>(null);
  const course = useMemo(() => {
    try {
      failed.current = null;
      good.current = follow(ode, { ...spec.fixed, ...settings }, spec.hours, asked?.events ?? [], spec.clock !== null);
    } catch (error) {
      failed.current = say('figure.solver_failed', { reason: error instanceof Error ? error.message : String(error) });
      if (!good.current) good.current = follow(ode, spec.fixed, spec.hours);
    }
    return good.current;
  }, [settings, asked]);

  const [responses, setResponses] = useState<Record<string, Response>>(() => Object.fromEntries(responders(spec, ode, settings, course, normal).map(r => r())));
  const fresh = useRef(true);
  useEffect(() => {
    if (fresh.current) { fresh.current = false; return; }
    // In a pause of the hand and one control a task, so that the next move never waits for more than one of them.
    const waiting = responders(spec, ode, settings, course, normal), found: [string, Response][] = [];
    const next = () => {
      const work = waiting.shift();
      if (!work) return setResponses(Object.fromEntries(found));
      found.push(work());
      timer = setTimeout(next, 0);
    };
    let timer = setTimeout(next, 90);
    return () => clearTimeout(timer);
  }, [course]);

  const past = useHistory<{ settings: Settings; question: string }>({
    id: spec.id, address, state: { settings, question: traits.question },
    encode: s => encode(spec.controls, s.settings, s.question || null),
    decode: text => { const { settings: to, question } = decode(text, spec.controls, spec.questions); return { settings: to, question: question ?? '' }; },
    show: s => write({ ...s.settings, question: s.question }),
    onBad: reason => setMessage(say('figure.bad_link', { reason })),
  });
  const { undo } = past;
  const change = (next: Settings, question: string) => {
    past.change({ settings: next, question });
    setMessage(null);
    setCursor(spec.hours);
  };
  const normals = () => Object.fromEntries(spec.controls.map(c => [c.name, c.normal]));

  const ask = (id: string) => {
    const question = spec.questions.find(q => q.id === id);
    if (!question) return;
    setGhost(course);
    change({ ...normals(), ...question.set }, id);
  };
  const reset = () => { setGhost(null); change(normals(), ''); };

  // The output nearest the cursor: everything but the curves shows that moment.
  let index = course.times.length - 1;
  while (index > 0 && (course.times[index] as number) > cursor + 1e-9) index--;
  const ratio = (name: string) => { const n = normal[name] as number; return n ? (course.values[name]?.[index] as number) / n : NaN; };
  const setting = (name: string) => settings[name] ?? spec.fixed[name] ?? (ode.defaults[ode.parameters.indexOf(name)] as number);
  const relative = (c: Course, name: string) => (c.values[name] as Float64Array).map(v => v / (normal[name] as number));
  const first = spec.readouts[0];
  const sentence = describe(spec, settings, course, normal, index, asked);
  const curves: Curve[] = [];
  if (first && ghost) curves.push({ times: ghost.times, values: relative(ghost, first.name), kind: 'ghost', label: say('figure.before') });
  if (first) curves.push({ times: course.times, values: relative(course, first.name), kind: 'now', label: say('figure.model') });
  const unitOf = (name: string) => spec.readouts.find(r => r.name === name)?.unit ?? ode.stateUnits[ode.states.indexOf(name)] ?? ode.observableUnits[ode.observables.indexOf(name)] ?? '';
  const shownAt = spec.clock === null ? duration(course.times[index] as number) : clock((course.times[index] as number) + spec.clock);
  const [tableOpen, setTableOpen] = useState(false);
  // What stays the same from frame to frame is drawn once; its handlers reach the present state through this.
  const latest = useRef({ state: '', course, sentence, undo, reset, ask, commit: () => undefined as void });
  latest.current = { state: encode(spec.controls, settings, traits.question || null), course, sentence, undo, reset, ask, commit: () => past.commit({ settings, question: traits.question }) };

  return (
    <figure class="rl" id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`} onKeyDown={past.onKeyDown}>
      {useMemo(() => <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />, [])}
      {useMemo(() => spec.questions.length > 0 && (
        <Chips label={say('figure.questions')}>
          {spec.questions.map(q => <button key={q.id} type="button" aria-pressed={q.id === traits.question} onClick={() => latest.current.ask(q.id)}>{q.label}</button>)}
        </Chips>
      ), [traits.question])}
      {asked?.watch && <p class="watch"><b>{say('figure.watch')}</b> {asked.watch}</p>}
      <Message text={failed.current ?? message} />
      <div class={spec.diagram ? 'panes' : 'panes single'}>
        {spec.diagram === 'dopamine-terminal' && <DopamineTerminal state={{ ratio, setting }} />}
        {first && <CourseChart title={first.label} label={sentence} hours={spec.hours} start={spec.clock} curves={curves} comfort={spec.comfort} cursor={cursor} />}
      </div>
      <Sentence text={sentence} />
      {spec.targets.length > 0 && <Targets targets={spec.targets} valueOf={name => (course.values[name] ? ratio(name) : setting(name))} />}
      <div class="controls" role="group" aria-label={say('figure.controls')}>
        {spec.controls.map(c => (
          useMemo(() => (
            <Slider key={c.name} id={`${spec.id}-${c.name}`} control={c} value={settings[c.name] as number}
              onInput={v => write({ [c.name]: v })} onCommit={() => latest.current.commit()}>
              {spec.responses && <ResponseCurve response={responses[c.name] ?? null} value={settings[c.name] as number} now={at(responses[c.name], settings[c.name] as number)} normal={c.normal}
                label={say('figure.response_label', { readout: first?.noun ?? '', control: c.noun })} />}
            </Slider>
          ), [settings[c.name], responses[c.name]])
        ))}
        {spec.diagram && (
          <div class="control time">
            <label for={`${spec.id}-time`}><b>{say('figure.time')}</b> <span class="hint">{say('figure.time_hint')}</span></label>
            <output for={`${spec.id}-time`}>{shownAt}</output>
            <div class="track"><input id={`${spec.id}-time`} type="range" min={0} max={spec.hours} step={spec.hours / 96} value={cursor} aria-valuetext={shownAt} onInput={e => setCursor(Number(e.currentTarget.value))} /></div>
          </div>
        )}
      </div>
      {useMemo(() => (
        <Actions id={spec.id} root={root} canUndo={past.canUndo} onUndo={() => latest.current.undo()} onReset={() => latest.current.reset()} canLink={address}
          now={() => latest.current} unitOf={unitOf} onMessage={setMessage} />
      ), [past.canUndo])}
      {useMemo(() => <details class="table" onToggle={e => setTableOpen(e.currentTarget.open)}>
        <summary>{say('figure.table')}</summary>
        <div class="scroll" tabindex={0} role="region" aria-label={say('figure.table')}>
          <table>
            <caption>{say('table.caption', { time: shownAt })}</caption>
            <thead><tr><th scope="col">{say('table.quantity')}</th><th scope="col">{say('table.normal')}</th><th scope="col">{say('table.now')}</th><th scope="col">{say('table.ratio')}</th></tr></thead>
            <tbody>
              {spec.readouts.map(r => (
                <tr key={r.name}><th scope="row">{r.label}{r.unit && ` (${r.unit})`}</th><td>{number(normal[r.name] as number)}</td><td>{number(course.values[r.name]?.[index] as number)}</td><td>{ratioText(ratio(r.name))}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>, [tableOpen && course, tableOpen && index])}
      {useMemo(() => <About lines={spec.about} card={spec.card} />, [])}
    </figure>
  );
}
