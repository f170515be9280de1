/** Night: a whole night of leg movements, drawn and scored while the reader moves it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { IntervalChart, NightChart, WeekChart } from '../charts/night.tsx';
import { Slider } from '../controls/slider.tsx';
import type { HostModel } from '../host/afm.ts';
import { number, say } from '../text/words.ts';
import { csvOf } from './download.ts';
import { About, Actions, Chips, Head, Message, Sentence } from './frame.tsx';
import { useHistory } from './history.ts';
import { useTraits, useWidth } from './hooks.ts';
import { controlsOf, decodeNight, encodeNight, indexes, sleeperAsked, startOf, tellAll, weekOf, type NightState, type Told } from './night-state.ts';
import type { Settings } from './run.ts';
import type { NightSpec } from './spec.ts';

type Traits = Record<string, unknown> & { question: string; night: number; rules: string };

const index = (value: number | null) => (value === null ? say('trace.dash') : value.toFixed(1));
const share = (value: number | null) => (value === null ? say('trace.dash') : value.toFixed(2));

/** Where an index lies, in words. */
function side(value: number, line: number): string {
  return say(value > line ? 'night.above' : 'night.below', { line: number(line) });
}

function sentenceOf(spec: NightSpec, state: NightState, told: Told, changed: boolean): string {
  const { report } = told, who = sleeperAsked(spec, state.question).phrase, lead = say(changed ? 'night.lead_changed' : 'night.lead', { who, night: state.night });
  if (!report.plms) return say('night.none', { lead, n: report.movements });
  const said = [say('night.told', { lead, n: report.plms, movements: report.movements, index: index(report.plmsIndex), side: side(report.plmsIndex ?? 0, spec.threshold.value) })];
  if (report.periodicityIndex !== null) said.push(say('night.periodic', { percent: Math.round(100 * report.periodicityIndex) }));
  if (told.drawn.breathing.length) said.push(report.plmsNrIndex === null ? say('night.breathing_unknown') : say('night.breathing_out', { index: index(report.plmsNrIndex) }));
  return said.join(' ');
}

export function Night({ spec, host, address }: { spec: NightSpec; host: HostModel; address: boolean }) {
  const names = spec.controls.map(c => c.name);
  const [traits, write] = useTraits<Traits>(host, [...names, 'question', 'night', 'rules']);
  const { night, rules } = traits, question = sleeperAsked(spec, traits.question).id;
  const settings = useMemo(() => Object.fromEntries(names.map(n => [n, Number(traits[n])])) as Settings, [traits]);
  const state = useMemo<NightState>(() => ({ settings, question, night, rules }), [settings, question, night, rules]);
  const root = useRef<HTMLElement | null>(null), box = useRef<HTMLDivElement | null>(null);
  const [ghost, setGhost] = useState<number[] | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [tableOpen, setTableOpen] = useState(false);

  const all = useMemo(() => tellAll(spec, state), [settings, question, night]);
  const which = Math.max(0, spec.rules.findIndex(r => r.id === rules)), told = all[which] as Told, { report } = told;
  const nights = weekOf(night, spec.most);
  const [week, setWeek] = useState(() => ({ state, values: indexes(spec, state, nights) }));
  // Seven nights take longer than a frame has: they follow when the slider rests, the present one at once.
  useEffect(() => {
    if (week.state === state) return;
    const timer = setTimeout(() => setWeek({ state, values: indexes(spec, state, nights) }), 60);
    return () => clearTimeout(timer);
  }, [state]);
  const values = nights.map((n, i) => (n === night ? report.plmsIndex ?? 0 : week.values[i] ?? 0));

  const width = useWidth(box, { start: 720, low: 240, high: 1000 });
  const set = (next: NightState) => write({ ...next.settings, question: next.question, night: next.night, rules: next.rules });
  const past = useHistory<NightState>({ id: spec.id, address, state, encode: s => encodeNight(spec, s), decode: text => decodeNight(text, spec), show: set, onBad: reason => setMessage(say('figure.bad_link', { reason })), onUndo: () => setGhost(null) });
  const { commit } = past;
  const change = (next: NightState) => { past.change(next); setMessage(null); };
  const latest = useRef(state);
  latest.current = state;
  const controls = useMemo(() => controlsOf(spec, question), [question]);
  const asked = sleeperAsked(spec, question), changed = controls.some(c => Math.abs((settings[c.name] as number) - c.normal) > 1e-9);
  const sentence = sentenceOf(spec, state, told, changed);
  const current = spec.rules[which]!;
  const short = (id: string) => say(`night.short.${id}`);
  const rows: [string, (t: Told) => string][] = [
    ['index', t => index(t.report.plmsIndex)], ['series', t => String(t.report.plmSeries)], ['periodicity', t => share(t.report.periodicityIndex)],
    ...(told.drawn.breathing.length ? [['without_breathing', (t: Told) => index(t.report.plmsNrIndex)] as [string, (t: Told) => string]] : []),
  ];
  const more: [string, (t: Told) => string][] = [
    ['movements', t => String(t.report.movements)], ['candidates', t => String(t.report.clm)], ['plms', t => String(t.report.plms)], ['plmw', t => String(t.report.plmw)], ['measured', t => String(t.report.intervals)],
    ['both_legs', t => share(t.report.bothLegs)], ['duration', t => index(t.report.durationMean)],
  ];
  const data = () => csvOf([
    ['onset (s)', 'duration (s)', 'leg', 'stage', 'interval (s)', 'link', 'series', 'why', 'breathing', 'rules'],
    ...told.scored.events.map(e => [e.onset, e.end - e.onset, e.side, e.stage, e.interval, e.link, e.series, e.why, e.breathing ? 'yes' : 'no', current.id]),
  ]);
  const half = width >= 640 ? Math.floor((width - 16) / 2) : width;
  const weekWords = say('night.week_words', { values: nights.map((n, i) => `${n}: ${index(values[i] as number)}`).join(', '), line: number(spec.threshold.value) });
  const cell = (i: number) => (i === which ? 'same' : '');
  return (
    <figure class="rl night" id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`} onKeyDown={past.onKeyDown}>
      <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />
      <Chips label={say('figure.questions')}>
        {spec.questions.map(q => <button key={q.id} type="button" aria-pressed={q.id === question} onClick={() => { setGhost(report.histogram); change({ ...state, question: q.id, settings: { ...q.set } }); }}>{q.label}</button>)}
      </Chips>
      {asked.watch && <p class="watch"><b>{say('figure.watch')}</b> {asked.watch}</p>}
      <Message text={message} />
      <div class="chart-box night-box" ref={box}><NightChart told={told} width={width} words={sentence} /></div>
      <p class="hint how">{say('night.how')}</p>
      <Sentence text={sentence} />
      <div class="night-pair">
        <div>
          <IntervalChart told={told} ghost={ghost} bounds={[current.intervalMin, current.intervalMax]} width={half} words={say('night.interval_words', { n: report.intervals, min: number(current.intervalMin), max: number(current.intervalMax) })} />
          {ghost && <p class="hint key"><svg viewBox="0 0 26 8" aria-hidden="true" class="swatch"><path class="curve ghost" d="M0,4H26" /></svg> {say('night.ghost')}</p>}
        </div>
        <div>
          <WeekChart nights={nights} values={values} now={night} line={spec.threshold.value} lineWords={say('night.line', { line: number(spec.threshold.value) })} width={half} words={weekWords} />
          <p class="next"><button type="button" class="primary" disabled={night >= spec.most} onClick={() => change({ ...state, night: night + 1 })}>{say('night.next')}</button></p>
        </div>
      </div>
      {spec.shares.length > 0 && <p class="shares">{say('night.shares', { line: number(spec.threshold.value), citation: spec.threshold.citation })} {spec.shares.map((s, i) => <span key={s.fact}>{i > 0 && ', '}<b>{s.value}</b> {s.who} <span class="hint">({s.citation})</span></span>)}.</p>}
      <div class="scroll by-rules">
        <table class="agreement">
          <caption>{say('night.by_rules')}</caption>
          <thead><tr><td />{spec.rules.map((r, i) => <th scope="col" key={r.id} class={cell(i)}><label><input type="radio" name={`${spec.id}-rules`} value={r.id} checked={i === which} onChange={() => change({ ...state, rules: r.id })} /> <span title={r.title}>{short(r.id)}</span></label></th>)}</tr></thead>
          <tbody>{rows.map(([name, of]) => <tr key={name}><th scope="row">{say(`night.row.${name}`)}</th>{all.map((t, i) => <td key={i} class={cell(i)}>{of(t)}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <div class="controls" role="group" aria-label={say('figure.controls')}>
        {controls.map(c => <Slider key={c.name} id={`${spec.id}-${c.name}`} control={c} value={settings[c.name] as number} onInput={v => write({ [c.name]: v })} onCommit={() => setTimeout(() => commit(latest.current), 0)} />)}
      </div>
      <Actions id={spec.id} root={root} canUndo={past.canUndo} onUndo={past.undo} onReset={() => { setGhost(null); change(startOf(spec)); }} resetLabel={say('night.reset')} canLink={address} now={() => ({ state: encodeNight(spec, latest.current), course: null, sentence })} data={data} onMessage={setMessage} />
      <details class="table" onToggle={e => setTableOpen(e.currentTarget.open)}>
        <summary>{say('figure.table')}</summary>
        {tableOpen && <div class="scroll" tabindex={0} role="region" aria-label={say('figure.table')}>
          <table>
            <thead><tr><th scope="col">{say('table.quantity')}</th>{spec.rules.map(r => <th scope="col" key={r.id}>{r.title}</th>)}</tr></thead>
            <tbody>
              {[...rows, ...more].map(([name, of]) => <tr key={name}><th scope="row">{say(`night.row.${name}`)}</th>{all.map((t, i) => <td key={i}>{of(t)}</td>)}</tr>)}
              {report.byHour.map((_, h) => <tr key={h}><th scope="row">{say('night.row.hour', { n: h + 1 })}</th>{all.map((t, i) => <td key={i}>{t.report.byHour[h]}</td>)}</tr>)}
            </tbody>
          </table>
        </div>}
      </details>
      <About lines={spec.about} card="" title={say('night.about')} />
    </figure>
  );
}
