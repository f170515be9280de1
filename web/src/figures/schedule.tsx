/** Schedule: the reader drags a plan of hours or days about, and a model lives it. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { linear } from '../charts/scale.ts';
import { AXIS_HEIGHT, LEFT, PanelChart, panelHeight, RIGHT, TimeAxis, type Bar } from '../charts/timeline.tsx';
import { LANE_HEIGHT, LaneRow } from '../controls/lane.tsx';
import { Slider } from '../controls/slider.tsx';
import type { HostModel } from '../host/afm.ts';
import type { OdeModel } from '../solver/types.ts';
import { settingPhrase } from '../text/describe.ts';
import { say } from '../text/words.ts';
import { About, Actions, Chips, Head, Message, Sentence } from './frame.tsx';
import { useHistory } from './history.ts';
import { useTraits, useWidth } from './hooks.ts';
import { live } from './live.ts';
import { gainsOf, measured, measureWords } from './measure.ts';
import { decodeLane, encodePlan, fitted, freePlace, planWords, regular, rowWords } from './plan.ts';
import type { Course, Settings } from './run.ts';
import type { LaneSpec, Plan, ScheduleSpec } from './spec.ts';
import { decode, encode } from './state.ts';
import { Wager } from './wager.tsx';

type Traits = Record<string, unknown> & { plan: Plan; question: string; choice: string; committed: boolean };
type State = { settings: Settings; plan: Plan; question: string };

const ownPlan = (spec: ScheduleSpec): Plan => Object.fromEntries(spec.lanes.map(l => [l.id, l.plan]));

/** The plan that an interval between doses asks for, the other lanes as they are. */
function withInterval(spec: ScheduleSpec, plan: Plan, name: string, value: number): Plan {
  const next = { ...plan };
  for (const lane of spec.lanes) if (lane.every === name) next[lane.id] = regular(lane.plan[0]?.[0] ?? 0, value, spec.hours, lane.most);
  return next;
}

function write(spec: ScheduleSpec, state: State): string {
  // Lanes that follow an interval are told by it, unless the reader moved one of their doses.
  const expected = spec.controls.reduce((plan, c) => (c.free ? withInterval(spec, plan, c.name, state.settings[c.name] as number) : plan), ownPlan(spec));
  return [...[encode(spec.controls, state.settings, null)].filter(Boolean), ...encodePlan(spec.lanes, state.plan, expected), ...(state.question ? [`q:${state.question}`] : [])].join(',');
}

/** The reverse of `write`. Throws an Error whose message names what is wrong. */
export function readState(spec: ScheduleSpec, text: string): State {
  const lanes: [LaneSpec, string][] = [], rest: string[] = [];
  for (const part of text.split(',').filter(Boolean)) {
    const lane = spec.lanes.find(l => part.startsWith(`${l.id}:`));
    if (lane) lanes.push([lane, part.slice(lane.id.length + 1)]); else rest.push(part);
  }
  const { settings, question } = decode(rest.join(','), spec.controls, spec.questions as never);
  const plan = spec.controls.reduce((p, c) => (c.free ? withInterval(spec, p, c.name, settings[c.name] as number) : p), ownPlan(spec));
  for (const [lane, rows] of lanes) plan[lane.id] = decodeLane(lane, rows, spec.hours);
  return { settings, plan, question: question ?? '' };
}

export function Schedule({ spec, ode, host, address }: { spec: ScheduleSpec; ode: OdeModel; host: HostModel; address: boolean }) {
  const names = spec.controls.map(c => c.name);
  const [traits, set] = useTraits<Traits>(host, [...names, 'plan', 'question', 'choice', 'committed']);
  const { plan, question, choice, committed } = traits;
  const settings = useMemo(() => Object.fromEntries(names.map(n => [n, Number(traits[n])])) as Settings, [traits]);
  const asked = spec.questions.find(q => q.id === question) ?? null;
  const root = useRef<HTMLElement | null>(null), box = useRef<HTMLDivElement | null>(null);
  const [ghost, setGhost] = useState<{ course: Course; plan: Plan } | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [chosen, setChosen] = useState<{ lane: string; index: number } | null>(null);
  const [tableOpen, setTableOpen] = useState(false);
  const waiting = spec.prediction !== null && !committed;

  const good = useRef<Course | null>(null), failed = useRef<string | null>(null);
  const course = useMemo(() => {
    try { failed.current = null; good.current = live(spec, ode, plan, settings); } catch (error) {
      failed.current = say('figure.solver_failed', { reason: error instanceof Error ? error.message : String(error) });
      if (!good.current) good.current = live(spec, ode, ownPlan(spec), Object.fromEntries(spec.controls.map(c => [c.name, c.normal])));
    }
    return good.current;
  }, [settings, plan]);

  const width = useWidth(box, { start: 720, low: 280, high: 980 }, waiting);
  const past = useHistory<State>({ id: spec.id, address, state: { settings, plan, question }, encode: s => write(spec, s), decode: text => readState(spec, text), show: s => set({ ...s.settings, plan: s.plan, question: s.question }), onBad: reason => setMessage(say('figure.bad_link', { reason })) });
  const { commit } = past;
  const change = (next: State) => { past.change(next); setMessage(null); };
  /** What the figure shows before anything is changed: every question is compared with it. */
  const atStart = () => ({ course: live(spec, ode, ownPlan(spec), normals()), plan: ownPlan(spec) });
  const normals = () => Object.fromEntries(spec.controls.map(c => [c.name, c.normal])) as Settings;
  const ask = (id: string) => {
    const q = spec.questions.find(each => each.id === id);
    if (!q) return;
    setGhost(atStart());
    setChosen(null);
    change({ settings: { ...normals(), ...q.set }, plan: q.plan, question: id });
  };
  const reset = () => { setGhost(null); setChosen(null); change({ settings: normals(), plan: ownPlan(spec), question: '' }); };
  const rowsWith = (lane: LaneSpec, index: number, row: number[] | null) => {
    const rows = [...(plan[lane.id] ?? [])];
    if (row) rows[index] = row; else rows.splice(index, 1);
    return { ...plan, [lane.id]: rows };
  };
  const latest = useRef({ settings, plan, question });
  latest.current = { settings, plan, question };
  const move = (lane: LaneSpec) => (index: number, row: number[] | null) => {
    set({ plan: rowsWith(lane, index, row) });
    if (!row) setChosen(null);
  };
  // After the change has been drawn: the present plan is then the one that the reader made.
  const done = () => setTimeout(() => commit(latest.current), 0);
  const add = (lane: LaneSpec) => {
    const rows = plan[lane.id] ?? [], row = freePlace(lane, rows, spec.hours);
    if (!row) return;
    const next = [...rows, row].sort((a, b) => (a[0] as number) - (b[0] as number));
    change({ settings, plan: { ...plan, [lane.id]: next }, question });
    setChosen({ lane: lane.id, index: next.indexOf(row) });
  };

  const values = useMemo(() => spec.measures.map(m => measured(m, course, spec, plan, settings)), [course]);
  const changed = spec.controls.some(c => Math.abs((settings[c.name] as number) - c.normal) > 1e-9);
  const words: Record<string, string> = { plan: planWords(spec, plan), setting: changed ? `${settingPhrase(spec.controls, settings)}, ` : '' };
  spec.measures.forEach((m, i) => { words[m.id] = (Number.isNaN(values[i]) ? '' : m.lead) + measureWords(m, values[i] as number, spec); });
  const filled = spec.sentence.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
  const sentence = filled.charAt(0).toUpperCase() + filled.slice(1);

  const x = useMemo(() => linear([0, spec.hours], [LEFT, width - RIGHT]), [width]);
  const lanesTop = 4, panelsTop = lanesTop + spec.lanes.length * LANE_HEIGHT + 10;
  let down = panelsTop;
  const tops = spec.panels.map(p => { const here = down; down += panelHeight(p, width); return here; });
  const height = down + AXIS_HEIGHT;
  const barsOf = (lane: string, run: Course, of: Plan, name: string): Bar[] => {
    const rows = of[lane] ?? [], gains = gainsOf(run.times, run.values[name] as Float64Array, rows, spec.hours);
    return rows.map((r, i) => ({ time: r[0] as number, value: gains[i] as number }));
  };
  const shaded = spec.lanes.filter(l => l.shade).flatMap(l => (plan[l.id] ?? []).map(r => ({ lane: l, r })));
  const dosed = spec.lanes.filter(l => l.kind === 'dose').flatMap(l => (plan[l.id] ?? []).map(r => r[0] as number));
  const picked = chosen && spec.lanes.find(l => l.id === chosen.lane), pickedRow = picked ? plan[picked.id]?.[chosen.index] : undefined;
  const nudge = (from: number, to: number) => () => {
    if (!picked || !pickedRow) return;
    const row = fitted(picked, plan[picked.id] ?? [], chosen.index, pickedRow.length === 1 ? [pickedRow[0]! + from] : [pickedRow[0]! + from, pickedRow[1]! + to], spec.hours);
    if (row) change({ settings, plan: rowsWith(picked, chosen.index, row), question });
  };
  const fit = picked?.step ?? 0;

  const head = <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />;
  const picture = (
    <div class="chart-box timeline-box" ref={box}>
      <svg class="chart timeline" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={spec.title}>
        <g aria-hidden="true">
          {shaded.map(({ lane, r }, i) => <rect key={i} class={`shade ${lane.color}`} x={x(r[0]!)} y={panelsTop} width={x(r[1]!) - x(r[0]!)} height={down - panelsTop} />)}
          {dosed.map(t => <path key={t} class="dose-line" d={`M${x(t).toFixed(1)},${lanesTop + LANE_HEIGHT - 5}V${down}`} />)}
        </g>
        {spec.lanes.map((lane, i) => (
          <LaneRow key={lane.id} spec={spec} lane={lane} rows={plan[lane.id] ?? []} x={x} y={lanesTop + i * LANE_HEIGHT} chosen={chosen?.lane === lane.id ? chosen.index : null}
            onChoose={index => setChosen(index === null ? null : { lane: lane.id, index })} onMove={move(lane)} onCommit={done} />
        ))}
        <g role="img" aria-label={sentence}>
          {spec.panels.map((panel, i) => (
            <PanelChart key={panel.title} panel={panel} x={x} y={tops[i] as number} hours={spec.hours} course={course} ghost={ghost?.course ?? null}
              bars={panel.per && panel.curves[0] ? barsOf(panel.per, course, plan, panel.curves[0].name) : null}
              ghostBars={panel.per && panel.curves[0] && ghost ? barsOf(panel.per, ghost.course, ghost.plan, panel.curves[0].name) : null} />
          ))}
          {useMemo(() => <TimeAxis x={x} y={down} hours={spec.hours} clock={spec.clock} />, [x, down])}
        </g>
      </svg>
      {ghost && <p class="hint key"><svg viewBox="0 0 26 8" aria-hidden="true" class="swatch"><path class="curve ghost" d="M0,4H26" /></svg> {say('plan.ghost')}</p>}
    </div>
  );
  return (
    <figure class="rl schedule" id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`} onKeyDown={past.onKeyDown}>
      {head}
      {spec.prediction && <Wager id={spec.id} prediction={spec.prediction} choice={choice} committed={committed} onChoose={id => set({ choice: id })} onCommit={() => set({ committed: true })} />}
      <Message text={failed.current ?? message} />
      {!waiting && (
        <>
          {spec.questions.length > 0 && (
            <Chips label={say('figure.questions')}>
              {spec.questions.map(q => <button key={q.id} type="button" aria-pressed={q.id === question} onClick={() => ask(q.id)}>{q.label}</button>)}
            </Chips>
          )}
          {asked?.watch && <p class="watch"><b>{say('figure.watch')}</b> {asked.watch}</p>}
          <Sentence text={sentence} />
          {picture}
          <p class="hint how">{say(spec.lanes.some(l => l.kind === 'span') ? 'plan.how' : 'plan.how_doses')}</p>
          <div class="plan-tools" role="group" aria-label={say('plan.tools')}>
            {spec.lanes.map(lane => <button key={lane.id} type="button" disabled={!freePlace(lane, plan[lane.id] ?? [], spec.hours)} onClick={() => add(lane)}>{say('plan.add', { lane: lane.label })}</button>)}
            {picked && pickedRow && (
              <>
                <span class="hint">{picked.label}, {rowWords(spec, pickedRow)}:</span>
                <button type="button" onClick={nudge(-fit, -fit)}>{say('plan.earlier')}</button>
                <button type="button" onClick={nudge(fit, fit)}>{say('plan.later')}</button>
                {picked.kind === 'span' && <button type="button" onClick={nudge(0, -fit)}>{say('plan.shorter')}</button>}
                {picked.kind === 'span' && <button type="button" onClick={nudge(0, fit)}>{say('plan.longer')}</button>}
                <button type="button" onClick={() => { change({ settings, plan: rowsWith(picked, chosen.index, null), question }); setChosen(null); }}>{say('plan.remove')}</button>
              </>
            )}
          </div>
          <div class="controls" role="group" aria-label={say('figure.controls')}>
            {spec.controls.map(c => (
              <Slider key={c.name} id={`${spec.id}-${c.name}`} control={c} value={settings[c.name] as number}
                onInput={v => set({ [c.name]: v, ...(c.free ? { plan: withInterval(spec, plan, c.name, v) } : {}) })} onCommit={done} />
            ))}
          </div>
          <Actions id={spec.id} root={root} canUndo={past.canUndo} onUndo={past.undo} onReset={reset} resetLabel={say('plan.reset')} canLink={address} now={() => ({ state: write(spec, latest.current), course, sentence })}
            unitOf={name => ode.stateUnits[ode.states.indexOf(name)] ?? ode.observableUnits[ode.observables.indexOf(name)] ?? ''} onMessage={setMessage} />
          <details class="table" onToggle={e => setTableOpen(e.currentTarget.open)}>
            <summary>{say('figure.table')}</summary>
            {tableOpen && (
              <div class="scroll" tabindex={0} role="region" aria-label={say('figure.table')}>
                <table>
                  <thead><tr><th scope="col">{say('table.quantity')}</th><th scope="col">{say('table.now')}</th></tr></thead>
                  <tbody>
                    {spec.measures.map((m, i) => <tr key={m.id}><th scope="row">{m.label}</th><td>{measureWords(m, values[i] as number, spec)}</td></tr>)}
                    {spec.lanes.map(l => <tr key={l.id}><th scope="row">{l.label}</th><td>{(plan[l.id] ?? []).map(r => rowWords(spec, r)).join(', ') || say('plan.nothing')}</td></tr>)}
                  </tbody>
                </table>
              </div>
            )}
          </details>
        </>
      )}
      <About lines={spec.about} card={spec.card} />
    </figure>
  );
}
