/** Virtual trial: the reader designs a study, runs it on virtual patients, and repeats it a hundred times. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CourseChart, estimateWords, HundredChart, ResultChart } from '../charts/trial.tsx';
import { Slider } from '../controls/slider.tsx';
import type { HostModel } from '../host/afm.ts';
import { hundredSentence, studySentence } from '../text/trial.ts';
import { number, say } from '../text/words.ts';
import type { Arm } from '../trial/report.ts';
import type { Design } from '../trial/design.ts';
import { csvOf } from './download.ts';
import { About, Actions, Chips, Head, Message, Sentence } from './frame.tsx';
import { useHistory } from './history.ts';
import { useTraits, useWidth } from './hooks.ts';
import type { Settings } from './run.ts';
import type { TrialSpec } from './spec.ts';
import { conductSeen, decodeTrial, encodeTrial, hundred, meansOf, questionAsked, stateOf, studyOf, type TrialState } from './trial-state.ts';
import { Wager } from './wager.tsx';

type Traits = Record<string, unknown> & { question: string; design: Design; number: number; repeated: boolean; published: boolean; mixed: boolean; choice: string; committed: boolean };

/** Milliseconds for which a slider rests before a hundred studies follow it. */
const REST = 60;

export function TrialFigure({ spec, host, address }: { spec: TrialSpec; host: HostModel; address: boolean }) {
  const names = spec.controls.map(c => c.name);
  const [traits, write] = useTraits<Traits>(host, [...names, 'question', 'design', 'number', 'repeated', 'published', 'mixed', 'choice', 'committed']);
  const { design, repeated, published, mixed, choice, committed } = traits, question = questionAsked(spec, traits.question).id;
  const settings = useMemo(() => Object.fromEntries(names.map(n => [n, Number(traits[n])])) as Settings, [traits]);
  const state = useMemo<TrialState>(() => ({ settings, question, design, number: traits.number, repeated, published, mixed }), [settings, question, design, traits.number, repeated, published, mixed]);
  const root = useRef<HTMLElement | null>(null), box = useRef<HTMLDivElement | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [tableOpen, setTableOpen] = useState(false);
  const waiting = spec.prediction !== null && !committed;

  const study = useMemo(() => studyOf(spec, state), [state]);
  const seen = useMemo(() => conductSeen(spec, state), [settings, design, traits.number]);
  // A hundred studies take longer than a frame has: they follow when the slider rests, the present one at once.
  const [many, setMany] = useState(() => ({ of: state, made: hundred(spec, state) }));
  useEffect(() => {
    const { of } = many;
    if (of.settings === settings && of.design === design && of.mixed === mixed) return;
    const timer = setTimeout(() => setMany({ of: state, made: hundred(spec, state) }), REST);
    return () => clearTimeout(timer);
  }, [settings, design, mixed]);

  const width = useWidth(box, { start: 720, low: 240, high: 1000 }, waiting);
  const set = ({ settings: values, ...rest }: TrialState) => write({ ...values, ...rest });
  const past = useHistory<TrialState>({ id: spec.id, address, state, encode: s => encodeTrial(spec, s), decode: text => decodeTrial(text, spec), show: set, onBad: reason => setMessage(say('figure.bad_link', { reason })) });
  const { commit } = past;
  const change = (next: TrialState) => { past.change(next); setMessage(null); };
  const latest = useRef(state);
  latest.current = state;

  const { outcome, courses } = seen, means = useMemo(() => meansOf(courses), [courses]), asked = questionAsked(spec, question), control = outcome.control ? say(`trial.key_${design}`) : '';
  const one = studySentence(spec, study, outcome), sentence = repeated ? `${one} ${hundredSentence(state, study, many.made)}` : one;
  const compare = design === 'before-after' && spec.compare.length > 0;
  const percent = (share: number | null) => (share === null ? say('trial.dash') : say('trial.percent', { n: Math.round(100 * share) }));
  const plain = (value: number | null) => (value === null ? say('trial.dash') : number(value));
  const rows: [string, (arm: Arm) => string][] = [
    ['enrolled', a => String(a.enrolled)], ['lost', a => String(a.lost)], ['before', a => plain(a.before)], ['after', a => plain(a.after)],
    ['change', a => estimateWords(a.change)], ['sd', a => plain(a.changeSd)], ['ten', a => percent(a.ten)], ['fifteen', a => percent(a.fifteen)], ['zero', a => percent(a.zero)],
  ];
  const data = () => csvOf([
    ['study', 'patients a group', 'result (points)', 'low', 'high', 'p', 'significant'],
    ...many.made.outcomes.map((o, i) => [i + 1, o.treated.enrolled, o.result.value, o.result.low, o.result.high, o.result.p, o.significant ? 'yes' : 'no']),
  ]);
  const arms = [outcome.treated, ...(outcome.control ? [outcome.control] : [])], { funnel } = many.made;
  const flag = (name: 'repeated' | 'published' | 'mixed', disabled = false) => (
    <label key={name}><input type="checkbox" name={name} checked={state[name]} disabled={disabled} onChange={() => change({ ...state, [name]: !state[name] })} /> <span><b>{say(`trial.${name}`)}</b> <span class="hint">{say(`trial.${name}_hint`, { low: spec.sizes[0], high: spec.sizes[1] })}</span></span></label>
  );
  return (
    <figure class="rl trial" id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`} onKeyDown={past.onKeyDown}>
      <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />
      {spec.prediction && <Wager id={spec.id} prediction={spec.prediction} choice={choice} committed={committed} onChoose={id => write({ choice: id })} onCommit={() => write({ committed: true })} />}
      <Message text={message} />
      {!waiting && (
        <>
          <Chips label={say('figure.questions')}>
            {spec.questions.map(q => <button key={q.id} type="button" aria-pressed={q.id === question} onClick={() => change(stateOf(q, state.number))}>{q.label}</button>)}
          </Chips>
          {asked.watch && <p class="watch"><b>{say('figure.watch')}</b> {asked.watch}</p>}
          <Sentence text={sentence} />
          <div class="chart-box trial-box" ref={box}>
            <CourseChart courses={courses} means={repeated ? many.made.means : means} weeks={study.weeks} threshold={study.threshold} width={width} words={one} />
            <p class="hint key keys">
              <svg viewBox="0 0 26 8" aria-hidden="true" class="swatch"><path class="curve mean drug" d="M0,4H26" /></svg> {say('trial.key_mean')}
              {control && <><svg viewBox="0 0 26 8" aria-hidden="true" class="swatch"><path class="curve mean placebo" d="M0,4H26" /></svg> {control}</>}
              <svg viewBox="0 0 26 8" aria-hidden="true" class="swatch"><path class="curve single" d="M0,6L8,2L17,6L26,3" /></svg> {say('trial.key_single')}
              {repeated && <span>{say('trial.key_all', { n: spec.repeats })}</span>}
            </p>
            <ResultChart spec={spec} outcome={outcome} many={many.made} compare={compare} width={width} words={one} />
            {compare && <p class="hint key keys"><svg viewBox="0 0 16 16" aria-hidden="true" class="swatch small"><path class="published-mark" d="M8,1l7,7l-7,7l-7,-7z" /></svg> {say('trial.key_published')} <svg viewBox="0 0 26 14" aria-hidden="true" class="swatch"><rect class="expected" width="26" height="14" /></svg> {say('trial.key_expected')}</p>}
            {!compare && spec.unpublished && <p class="hint key">{spec.unpublished}</p>}
            {repeated && <HundredChart many={many.made} now={mixed ? null : state.number - 1} published={published} mixed={mixed} sizes={spec.sizes} truth={study.effect ? -study.effect : 0} width={width} words={hundredSentence(state, study, many.made)} />}
            {repeated && (
              <p class="hint key keys">
                <svg viewBox="0 0 14 14" aria-hidden="true" class="swatch small"><circle class="study-dot significant" cx="7" cy="7" r="5" /></svg> {say('trial.key_significant')}
                {!published && <><svg viewBox="0 0 14 14" aria-hidden="true" class="swatch small"><circle class="study-dot" cx="7" cy="7" r="5" /></svg> {say('trial.key_not')}</>}
                {!mixed && <><svg viewBox="0 0 14 14" aria-hidden="true" class="swatch small"><circle class="study-dot now" cx="7" cy="7" r="5" /></svg> {say('trial.key_now')}</>}
              </p>
            )}
          </div>
          <div class="plan-tools" role="group" aria-label={say('trial.study_no', { n: state.number, total: spec.repeats })}>
            <button type="button" disabled={state.number <= 1} onClick={() => change({ ...state, number: state.number - 1 })}>{say('trial.previous')}</button>
            <button type="button" class="primary" disabled={state.number >= spec.repeats} onClick={() => change({ ...state, number: state.number + 1 })}>{say('trial.next')}</button>
            <span class="hint">{say('trial.study_no', { n: state.number, total: spec.repeats })}</span>
          </div>
          <div class="switches controls">
            {spec.designs.length > 1 && (
              <fieldset>
                <legend>{say('trial.design')}</legend>
                {spec.designs.map(d => <label key={d}><input type="radio" name={`${spec.id}-design`} value={d} checked={d === design} onChange={() => change({ ...state, design: d })} /> <span><b>{say(`trial.designs.${d}.label`)}</b> <span class="hint">{say(`trial.designs.${d}.hint`)}</span></span></label>)}
              </fieldset>
            )}
            <fieldset>
              <legend>{say('trial.view')}</legend>
              {flag('repeated')}{flag('published', !repeated)}{flag('mixed', !repeated)}
            </fieldset>
          </div>
          <div class="controls" role="group" aria-label={say('figure.controls')}>
            {spec.controls.map(c => <Slider key={c.name} id={`${spec.id}-${c.name}`} control={c} value={settings[c.name] as number} onInput={v => write({ [c.name]: v })} onCommit={() => setTimeout(() => commit(latest.current), 0)} />)}
          </div>
          <Actions id={spec.id} root={root} canUndo={past.canUndo} onUndo={past.undo} onReset={() => change(stateOf(spec.questions[0]!))} resetLabel={say('trial.reset')} canLink={address} now={() => ({ state: encodeTrial(spec, latest.current), course: null, sentence })} data={data} onMessage={setMessage} />
          <details class="table" onToggle={e => setTableOpen(e.currentTarget.open)}>
            <summary>{say('figure.table')}</summary>
            {tableOpen && (
              <div class="scroll" tabindex={0} role="region" aria-label={say('figure.table')}>
                <table>
                  <thead><tr><th scope="col">{say('table.quantity')}</th><th scope="col">{say('trial.treated')}</th>{outcome.control && <th scope="col">{say('trial.control')}</th>}</tr></thead>
                  <tbody>
                    {rows.map(([name, of]) => <tr key={name}><th scope="row">{say(`trial.row.${name}`)}</th>{arms.map((a, i) => <td key={i}>{of(a)}</td>)}</tr>)}
                    {([['screened', String(outcome.screened)], ['result', estimateWords(outcome.result)], ['p', outcome.result.p === null ? say('trial.dash') : number(outcome.result.p, 2)],
                      ['hundred', String(funnel.published)], ['mean', plain(funnel.mean)], ['held', percent(funnel.covered)]] as const).map(([name, text]) => <tr key={name}><th scope="row">{say(`trial.row.${name}`)}</th><td colSpan={arms.length}>{text}</td></tr>)}
                  </tbody>
                </table>
              </div>
            )}
          </details>
        </>
      )}
      <About lines={spec.about} card="" title={say('trial.about')} />
    </figure>
  );
}
