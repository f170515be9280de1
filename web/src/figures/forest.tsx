/** The forest plot: choose trials, see what they give together, how far they differ, and what a new one would find. */
import { render } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ForestPicture, PoolMarks, PredictionMarks, RowMarks, Rules, STRIP, Ticks, extent, type Row } from '../charts/forest.tsx';
import type { HostModel } from '../host/afm.ts';
import { NORMAL, type Model } from '../stats/pool.ts';
import { decimals, describeForest, fixed, interval, percent } from '../text/forest.ts';
import { number, say } from '../text/words.ts';
import { decodeForest, encodeForest, grouped, startOf, summarise, type ForestState, type Summary } from './forest-state.ts';
import { csvOf } from './download.ts';
import { About, Actions, Chips, Head, Message, Sentence } from './frame.tsx';
import { useHistory } from './history.ts';
import { useTraits } from './hooks.ts';
import type { ForestSpec, Trial } from './spec.ts';

type Traits = Record<string, unknown> & ForestState;

const MODELS: Model[] = ['random', 'fixed'];

/** People in both arms, or in the one. */
function people(t: Trial): string {
  return [t.n_active, t.n_placebo].filter(n => n !== null).join(' + ') || say('forest.dash');
}

const total = (t: Trial) => (t.n_active === null && t.n_placebo === null ? say('forest.dash') : String((t.n_active ?? 0) + (t.n_placebo ?? 0)));

const detail = (t: Trial) => [t.dose, t.weeks === null ? '' : say('forest.weeks', { n: t.weeks })].filter(Boolean).join(' · ');

const ends = (t: Trial) => ({ estimate: t.effect, low: t.effect - NORMAL * t.se, high: t.effect + NORMAL * t.se });

/** A checkbox that may be half set. */
function Box({ some, all, onChange }: { some: boolean; all: boolean; onChange: (on: boolean) => void }) {
  const box = useRef<HTMLInputElement | null>(null);
  // With the sentence, not after the paint: no one sees a half set box as empty.
  useLayoutEffect(() => { if (box.current) box.current.indeterminate = some && !all; });
  return <input type="checkbox" ref={box} checked={all} onChange={e => onChange(e.currentTarget.checked)} />;
}

/** Every trial and the pool, a row each, numbers in full precision. */
function dataOf(spec: ForestSpec, state: ForestState, { pooled, weight, without }: Summary): string {
  const head = ['id', 'label', 'group', 'dose', 'weeks', 'n_active', 'n_placebo', 'chosen', `effect (${spec.unit})`, 'low', 'high', 'weight', 'pool without it', 'its low', 'its high', 'source', 'note'];
  const rows: (string | number | null)[][] = spec.trials.map(t => {
    const { estimate, low, high } = ends(t), other = without[t.id];
    return [t.id, t.label, t.group, t.dose, t.weeks, t.n_active, t.n_placebo, state.chosen.includes(t.id) ? 'yes' : 'no', estimate, low, high, weight[t.id] ?? null, other?.estimate ?? null, other?.low ?? null, other?.high ?? null, t.source || t.citation, t.note];
  });
  const last = (id: string, label: string, values: (number | null)[]) => rows.push([id, label, '', '', null, null, null, '', ...values, ...Array<null>(head.length - 8 - values.length).fill(null)]);
  if (pooled) {
    last('pooled', say(`forest.${pooled.k === 1 ? 'single' : state.model}`), [pooled.estimate, pooled.low, pooled.high]);
    if (pooled.prediction) last('prediction', say('forest.new_hint'), [null, ...pooled.prediction]);
    last('tau', 'τ', [Math.sqrt(pooled.tau2)]);
    last('i2', 'I² (%)', [pooled.i2]);
    last('q', `Q, ${pooled.df} df`, [pooled.q]);
  }
  return csvOf([head, ...rows]);
}

export function Forest({ spec, host, address }: { spec: ForestSpec; host: HostModel; address: boolean }) {
  const [traits, write] = useTraits<Traits>(host, ['chosen', 'model', 'leave_one_out', 'question']);
  const state: ForestState = { chosen: traits.chosen, model: traits.model, leave_one_out: traits.leave_one_out, question: traits.question };
  const { chosen, model, leave_one_out: others } = state;
  const root = useRef<HTMLElement | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [tableOpen, setTableOpen] = useState(false);
  const groups = useMemo(() => grouped(spec.trials), []);
  const ids = useMemo(() => spec.trials.map(t => t.id), []);

  const first = useMemo(() => summarise(spec, spec.start.chosen, spec.start.model, true), []);
  const summary = useMemo(() => summarise(spec, chosen, model, others || tableOpen), [chosen, model, others || tableOpen]);
  const { pooled } = summary;
  /** The axes keep still while trials come and go: one for the trials, one for the pool without each. */
  const scales = useMemo(() => {
    const reference = spec.reference ? [spec.reference.low, spec.reference.high] : [];
    const far = first.pooled ? [first.pooled.low, first.pooled.high, ...(first.pooled.prediction ?? [])] : [];
    const without = Object.values(first.without).flatMap(p => (p ? [p.low, p.high] : []));
    return { trials: extent([...spec.trials.flatMap(t => [ends(t).low, ends(t).high]), ...far, ...reference]), others: extent([...without, ...(first.pooled ? [first.pooled.low, first.pooled.high] : []), ...(without.length ? reference : [-1, 1])]) };
  }, []);
  const x = others ? scales.others : scales.trials;
  const digits = decimals(scales.trials.domain[1] - scales.trials.domain[0]);
  const effect = (m: { estimate: number; low: number; high: number }) => say('forest.effect', { estimate: fixed(m.estimate, digits), interval: interval(m.low, m.high, digits) });

  const asked = spec.questions.find(q => q.id === state.question && q.chosen.join() === chosen.join() && q.model === model) ?? null;
  const sentence = useMemo(() => describeForest(spec, state, summary, first.pooled, asked, digits), [summary, others, asked]);
  const most = Math.max(0, ...Object.values(summary.weight));
  const rowOf = (t: Trial): Row => {
    const on = chosen.includes(t.id), other = summary.without[t.id] ?? null, weight = summary.weight[t.id];
    return {
      id: t.id, label: t.label, detail: detail(t), people: total(t), chosen: on, kind: others ? 'without' : 'trial',
      numbers: others ? (on && other ? effect(other) : say('forest.dash')) : effect(ends(t)),
      weight: weight === undefined ? say('forest.dash') : percent(weight),
      mark: others ? other : ends(t), share: weight === undefined ? 0 : weight / most,
    };
  };
  const same = pooled && first.pooled && state.model === spec.start.model && chosen.join() === spec.start.chosen.join();
  const ghost = same ? null : first.pooled;

  const key = (s: ForestState) => encodeForest(spec, s);
  const past = useHistory<ForestState>({ id: spec.id, address, state, encode: key, decode: text => decodeForest(text, spec), show: s => { write({ ...s }); setMessage(null); }, onBad: reason => setMessage(say('figure.bad_link', { reason })) });
  const change = (part: Partial<ForestState>) => {
    // A question that was asked is over once the reader chooses otherwise.
    const next = { ...state, ...(part.chosen || part.model ? { question: '' } : {}), ...part };
    if (key(next) !== key(state)) past.change(next, state);
  };
  const choose = (some: string[], on: boolean) => change({ chosen: ids.filter(id => (some.includes(id) ? on : chosen.includes(id))) });
  const ask = (id: string) => {
    const q = spec.questions.find(known => known.id === id);
    if (q) change({ chosen: ids.filter(t => q.chosen.includes(t)), model: q.model, leave_one_out: q.leave_one_out, question: q.id });
  };

  const tick = (value: number) => fixed(value, Number.isInteger(value) ? 0 : 1);
  const sides: [string, string] = [say('forest.to_left', { side: spec.sides[0] }), say('forest.to_right', { side: spec.sides[1] })];
  const [comparing, setComparing] = useState(spec.reference?.shown ?? false);
  const reference = comparing ? spec.reference : null;
  const referenceText = reference ? `${reference.label}: ${reference.high > reference.low ? interval(reference.low, reference.high, digits) : number(reference.low)} (${reference.citation})` : '';
  const poolWords = !pooled ? say('forest.nothing') : pooled.k === 1 ? say('forest.single') : say(`forest.${model}`);
  const poolHint = ghost && pooled ? say('forest.dashed', { words: poolWords }) : poolWords;
  const noPrediction = say(model === 'fixed' && pooled && pooled.k > 1 ? 'forest.no_new_fixed' : 'forest.no_new_few');
  const heads: [string, string] = [say(others ? 'forest.without' : `forest.effect_${spec.measure}`), say('forest.weight')];
  const newLabel = say(`forest.new_${spec.measure}`);

  /** The picture to take home, laid out for the moment of the download. */
  const stage = (place: Element) => {
    const element = document.createElement('div');
    element.className = 'stage';
    element.setAttribute('aria-hidden', 'true');
    place.append(element);
    render(<ForestPicture x={x} title={spec.title} groups={groups.map(g => ({ name: g.name, rows: g.trials.map(rowOf) }))} text={tick} axis={say('forest.axis_unit', { axis: spec.axis, unit: spec.unit })} heads={heads} sides={sides}
      pool={{ label: `${say('forest.pooled')}, ${poolWords}`, numbers: pooled ? effect(pooled) : say('forest.dash'), mark: pooled, ghost }}
      prediction={{ label: newLabel, numbers: pooled?.prediction ? interval(...pooled.prediction, digits) : say('forest.dash'), range: pooled?.prediction ?? null }}
      reference={reference} referenceText={referenceText} />, element);
    return { element, clear: () => { render(null, element); element.remove(); } };
  };
  // What rests from change to change is drawn once; its handlers reach the present state through this.
  const present = { state: key(state), course: null, sentence, undo: past.undo, stage, reset: () => change(startOf(spec)), data: () => dataOf(spec, state, summarise(spec, chosen, model, true)) };
  const latest = useRef(present);
  latest.current = present;

  const facts = [
    { id: 'tau', value: !pooled || pooled.k < 2 ? say('forest.dash') : model === 'fixed' ? say('forest.tau_fixed') : `${fixed(Math.sqrt(pooled.tau2), digits)} ${spec.unit}`, hint: say('forest.tau_hint') },
    { id: 'i2', value: !pooled || pooled.k < 2 || model === 'fixed' ? say('forest.dash') : percent(pooled.i2 / 100), hint: say('forest.i2_hint') },
    { id: 'q', value: !pooled || pooled.k < 2 ? say('forest.dash') : fixed(pooled.q, 1), hint: say('forest.q_hint', { df: pooled ? pooled.df : 0 }) },
  ];

  return (
    <figure class={`rl forest ${others ? 'others' : 'trials'}`} id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`} onKeyDown={past.onKeyDown}>
      {useMemo(() => <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />, [])}
      {useMemo(() => spec.questions.length > 0 && (
        <Chips label={say('figure.questions')}>
          {spec.questions.map(q => <button key={q.id} type="button" aria-pressed={q.id === asked?.id} onClick={() => ask(q.id)}>{q.label}</button>)}
        </Chips>
      ), [asked, state.chosen, state.model, others])}
      {asked?.watch && <p class="watch"><b>{say('figure.watch')}</b> {asked.watch}</p>}
      <Message text={message} />
      <Sentence text={sentence} />
      <div class="plot">
        <div class="row top">
          <label class="name"><Box some={chosen.length > 0} all={chosen.length === ids.length} onChange={on => choose(ids, on)} /><span><b>{say(`forest.all_${spec.measure}`)}</b> <span class="hint">{say('forest.chosen_of', { n: chosen.length, total: ids.length })}</span></span></label>
          <div class="strip sides"><span>{sides[0]}</span><span>{sides[1]}</span></div>
          <span class="head numbers">{heads[0]}</span>
          <span class="head weight">{heads[1]}</span>
          <span class="head people">{say('forest.people')}</span>
        </div>
        {reference && <div class="row"><p class={`strip reference ${x((reference.low + reference.high) / 2) > 50 ? 'to-left' : 'to-right'}`} style={`--low:${x(reference.low).toFixed(2)}%;--high:${x(reference.high).toFixed(2)}%`}>{referenceText}</p></div>}
        <div class="field">
          {useMemo(() => <svg class="rules" role="img" aria-label={sentence}><Rules x={x} reference={reference} estimate={pooled?.estimate ?? null} /></svg>, [sentence, x, comparing])}
          {groups.map(g => {
            const members = g.trials.map(t => t.id), on = members.filter(id => chosen.includes(id)).length;
            return (
              <div class="group" role="group" aria-label={g.name} key={g.name}>
                {groups.length > 1 && <label class="name"><Box some={on > 0} all={on === members.length} onChange={all => choose(members, all)} /><span><b>{g.name}</b> <span class="hint">{say('forest.chosen_of', { n: on, total: members.length })}</span></span></label>}
                {g.trials.map(t => <TrialRow key={t.id} figure={spec.id} row={rowOf(t)} x={x} onChange={chosenNow => choose([t.id], chosenNow)} />)}
              </div>
            );
          })}
        </div>
        <div class="field totals">
          {useMemo(() => <svg class="rules" aria-hidden="true"><Rules x={x} reference={reference} estimate={pooled?.estimate ?? null} /></svg>, [pooled, x, comparing])}
          <div class="row">
            <span class="name"><span><b>{say('forest.pooled')}</b> <span class="hint">{poolHint}</span></span></span>
            <svg class="strip" height={STRIP} aria-hidden="true"><PoolMarks x={x} mark={pooled} ghost={ghost} /></svg>
            <b class="numbers">{pooled ? effect(pooled) : say('forest.dash')}</b>
          </div>
          <div class="row">
            <span class="name"><span><b>{newLabel}</b> <span class="hint">{say('forest.new_hint')}</span></span></span>
            <svg class="strip" height={STRIP} aria-hidden="true"><PredictionMarks x={x} range={pooled?.prediction ?? null} /></svg>
            {pooled?.prediction ? <span class="numbers">{interval(...pooled.prediction, digits)}</span> : <span class="numbers hint">{noPrediction}</span>}
          </div>
          <div class="row"><svg class="strip ticks" height={24} aria-hidden="true"><Ticks x={x} text={tick} /></svg></div>
        </div>
        <div class="row"><p class="strip axis-name">{say('forest.axis_unit', { axis: spec.axis, unit: spec.unit })}</p></div>
      </div>
      <dl class="spread">
        {facts.map(f => <div key={f.id}><dt>{say(`forest.${f.id}`)}</dt><dd><b>{f.value}</b> <span class="hint">{f.hint}</span></dd></div>)}
      </dl>
      {useMemo(() => (
        <div class="controls switches">
          <fieldset>
            <legend>{say('forest.model')}</legend>
            {MODELS.map(m => <label key={m}><input type="radio" name={`${spec.id}-model`} value={m} checked={model === m} onChange={() => change({ model: m })} /><span>{say(`forest.${m}`)} <span class="hint">{say(`forest.${m}_hint`)}</span></span></label>)}
          </fieldset>
          <fieldset>
            <legend>{say('forest.view')}</legend>
            {(['trials', 'others'] as const).map(v => <label key={v}><input type="radio" name={`${spec.id}-view`} value={v} checked={others === (v === 'others')} onChange={() => change({ leave_one_out: v === 'others' })} /><span>{say(`forest.view_${v}`)} <span class="hint">{say(`forest.view_${v}_hint`)}</span></span></label>)}
          </fieldset>
          {spec.reference && (
            <fieldset>
              <legend>{say('forest.compare')}</legend>
              <label><input type="checkbox" checked={comparing} onChange={e => setComparing(e.currentTarget.checked)} /><span>{spec.reference.label} <span class="hint">{spec.reference.note}</span></span></label>
            </fieldset>
          )}
        </div>
      ), [state.chosen, model, others, state.question, comparing])}
      {useMemo(() => (
        <Actions id={spec.id} root={root} canUndo={past.canUndo} onUndo={() => latest.current.undo()} onReset={() => latest.current.reset()} resetLabel={say('forest.reset')} canLink={address}
          now={() => latest.current} data={() => latest.current.data()} stage={place => latest.current.stage(place)} onMessage={setMessage} />
      ), [past.canUndo])}
      {useMemo(() => (
        <details class="table" onToggle={e => setTableOpen(e.currentTarget.open)}>
          <summary>{say('figure.table')}</summary>
          <Table spec={spec} chosen={chosen} summary={summary} rows={spec.trials.map(rowOf)} effect={effect} poolHint={poolWords} newLabel={newLabel} digits={digits} />
        </details>
      ), [tableOpen && summary])}
      {useMemo(() => <About lines={spec.about} card="" title={say('forest.about')} />, [])}
    </figure>
  );
}

/** A trial: a labelled checkbox, its strip, its numbers. */
function TrialRow({ figure, row, x, onChange }: { figure: string; row: Row; x: ReturnType<typeof extent>; onChange: (on: boolean) => void }) {
  const say_ = `${figure}-${row.id}-numbers`;
  return (
    <div class={row.chosen ? 'row trial' : 'row trial out'}>
      <label class="name"><input type="checkbox" id={`${figure}-${row.id}`} checked={row.chosen} aria-describedby={say_} onChange={e => onChange(e.currentTarget.checked)} /><span>{row.label} <span class="hint">{row.detail}</span></span></label>
      {useMemo(() => <svg class="strip" height={STRIP} aria-hidden="true"><RowMarks x={x} row={row} /></svg>, [x, row.chosen, row.kind, row.share, row.mark?.estimate, row.mark?.low])}
      <span class="numbers" id={say_}>{row.numbers}</span>
      <span class="weight"><span class="word">{say('forest.weight')} </span>{row.weight}</span>
      <span class="people"><span class="word">{say('forest.people')} </span>{row.people}</span>
    </div>
  );
}

function Table({ spec, chosen, summary, rows, effect, poolHint, newLabel, digits }: { spec: ForestSpec; chosen: string[]; summary: Summary; rows: Row[]; effect: (m: { estimate: number; low: number; high: number }) => string; poolHint: string; newLabel: string; digits: number }) {
  const { pooled } = summary, dash = say('forest.dash');
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={say('figure.table')}>
      <table>
        <caption>{say('forest.axis_unit', { axis: spec.axis, unit: spec.unit })}</caption>
        <thead><tr><th scope="col">{say(spec.measure === 'change' ? 'forest.table_arm' : 'forest.table_trial')}</th><th scope="col">{say('forest.people')}</th><th scope="col">{say(`forest.effect_${spec.measure}`)}</th><th scope="col">{say('forest.weight')}</th><th scope="col">{say('forest.without')}</th><th scope="col">{say('forest.table_source')}</th></tr></thead>
        <tbody>
          {spec.trials.map((t, i) => {
            const without = summary.without[t.id], on = chosen.includes(t.id);
            return <tr key={t.id}><th scope="row">{t.label}{t.note && <span class="hint"> {t.note}</span>}</th><td>{people(t)}</td><td>{effect(ends(t))}</td><td>{on ? (rows[i] as Row).weight : say('forest.left_out')}</td><td>{without ? effect(without) : dash}</td><td>{t.citation}</td></tr>;
          })}
          <tr><th scope="row">{say('forest.pooled')}, {poolHint}</th><td /><td>{pooled ? effect(pooled) : dash}</td><td /><td /><td /></tr>
          <tr><th scope="row">{newLabel}, {say('forest.new_hint')}</th><td /><td>{pooled?.prediction ? interval(...pooled.prediction, digits) : dash}</td><td /><td /><td /></tr>
        </tbody>
      </table>
    </div>
  );
}
