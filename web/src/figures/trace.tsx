/** Trace: some minutes of leg muscle signal. The reader marks the bursts that count, then the rules do, and every disagreement is explained. */
import type { TargetedKeyboardEvent } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { LANE, layout, LEFT, placeOf, RATE, rowHeight, SignalRow, STRIP, TOP, type Layout } from '../charts/emg.tsx';
import type { HostModel } from '../host/afm.ts';
import type { Burst, Verdict } from '../night/bursts.ts';
import { emg } from '../night/emg.ts';
import { number, say } from '../text/words.ts';
import { csvOf } from './download.ts';
import { About, Actions, Head, Message, Sentence } from './frame.tsx';
import { useHistory } from './history.ts';
import { useTraits, useWidth } from './hooks.ts';
import type { TraceSpec } from './spec.ts';
import { burstsOf, compareMarks, decodeTrace, differences, encodeTrace, judge, minutes, reason, startOf, tag, type Judged, type TraceState } from './trace-state.ts';

type Traits = Record<string, unknown> & TraceState;

/** Seconds that the view from close by shows. */
const CLOSE = 20;

const length = (b: Burst) => say('trace.seconds', { n: number(b.end - b.onset, 2) });
const interval = (b: Burst, all: Burst[]) => { const before = all[b.number - 2]; return before ? say('trace.seconds', { n: number(b.onset - before.onset, 3) }) : ''; };

/** A burst in words: what can be seen and measured, and nothing of the verdict. */
function describe(b: Burst, all: Burst[]): string {
  const after = interval(b, all);
  return [say('trace.burst', { n: b.number, total: all.length, at: minutes(b.onset), leg: say(`trace.${b.side}`), duration: length(b) }), ...(after ? [say('trace.after', { interval: after })] : [])].join(', ');
}

function reading(value: number | null): string {
  if (value === null) return say('trace.kappa_none');
  return say(value <= 0 ? 'trace.kappa_chance' : value < 1 ? 'trace.kappa_some' : 'trace.kappa_full', { kappa: number(value, 2), percent: Math.round(value * 100) });
}

const listed = (numbers: number[]) => `${numbers.slice(0, -1).join(', ')}${say('plan.and')}${numbers.at(-1)}`;

interface BurstProps {
  burst: Burst;
  all: Burst[];
  place: Layout;
  y: number;
  /** Half the distance to the neighbours, in pixels: the target reaches no further. */
  room: [number, number];
  marked: boolean;
  chosen: boolean;
  judged: Judged | null;
  verdict: Verdict | null;
  onKey: (e: TargetedKeyboardEvent<SVGGElement>) => void;
  onFocus: () => void;
  onTap: () => void;
}

/** A burst as a target over both legs, its box for the mark below, and later the verdict. */
function BurstMark({ burst, all, place, y, room, marked, chosen, judged, verdict, onKey, onFocus, onTap }: BurstProps) {
  const { from, to, middle } = placeOf(burst, place), [before, after] = room;
  const left = Math.max(middle - before, Math.min(from - 5, middle - 12)), right = Math.min(middle + after, Math.max(to + 5, middle + 12));
  const differ = verdict !== null && verdict.counted !== marked, box = y + 2 * LANE + 4;
  const words = judged && verdict
    ? [`${describe(burst, all)}.`, say(verdict.counted ? 'trace.verdict_counts' : 'trace.verdict_not'), reason(verdict, judged), ...(differ ? [say('trace.differs')] : [])].join(' ')
    : describe(burst, all);
  return (
    <g class={`burst${chosen ? ' chosen' : ''}`} role="checkbox" aria-checked={marked} aria-readonly={judged ? true : undefined} aria-label={words} tabindex={chosen ? 0 : -1} data-burst={burst.number}
      onKeyDown={onKey} onFocus={onFocus} onClick={onTap}>
      <rect class={`reach${marked ? ' marked' : ''}`} x={left} y={y - 2} width={right - left} height={2 * LANE + STRIP + (judged ? 20 : 0)} rx={4} />
      {marked && <path class="extent" d={`M${from.toFixed(1)},${y + 2 * LANE}H${Math.max(to, from + 2).toFixed(1)}`} />}
      <rect class={`tick-box${marked ? ' marked' : ''}`} x={middle - 7.5} y={box} width={15} height={15} rx={3} />
      {marked && <path class="tick-mark" d={`M${middle - 4},${box + 7.5}l3,3.5 5,-7`} />}
      {judged && verdict && (
        <>
          {differ && <rect class="differ" x={middle - 18} y={box + 19} width={36} height={17} rx={3} />}
          <text class={`tag ${verdict.counted ? 'counts' : 'not'}`} x={middle} y={box + 32} text-anchor="middle">{tag(verdict, judged.rules)}</text>
        </>
      )}
    </g>
  );
}

/** The chosen burst from close by, with a line each second: for those who measure. */
function Close({ spec, signal, burst, all, width, judged, verdict, marked }: { spec: TraceSpec; signal: { L: number[]; R: number[] }; burst: Burst; all: Burst[]; width: number; judged: Judged | null; verdict: Verdict | null; marked: boolean }) {
  const from = Math.round(Math.min(spec.seconds - CLOSE, Math.max(0, (burst.onset + burst.end) / 2 - CLOSE / 2)) * RATE) / RATE, plot = width - LEFT - 6, x = (t: number) => LEFT + ((t - from) / CLOSE) * plot;
  return (
    <div class="close">
      <svg class="close-by" viewBox={`0 0 ${width} ${2 * LANE + 10}`} role="img" aria-label={`${say('trace.close')}: ${describe(burst, all)}`}>
        <rect class="extent-band" x={x(burst.onset)} y={0} width={Math.max(2, x(burst.end) - x(burst.onset))} height={2 * LANE + 8} />
        <SignalRow signal={signal} from={from} to={from + CLOSE} left={LEFT} width={plot} y={4} every={1} />
      </svg>
      <p class="close-words"><b>{describe(burst, all)}.</b> {judged && verdict
        ? <>{say(marked ? 'trace.you' : 'trace.you_not')}. {say(verdict.counted ? 'trace.verdict_counts' : 'trace.verdict_not')} {reason(verdict, judged)}</>
        : <span class="hint">{say(marked ? 'trace.marked' : 'trace.not_marked')}</span>}</p>
    </div>
  );
}

export function Trace({ spec, host, address }: { spec: TraceSpec; host: HostModel; address: boolean }) {
  const [{ marks, committed, rules }, write] = useTraits<Traits>(host, ['marks', 'committed', 'rules']);
  const root = useRef<HTMLElement | null>(null), box = useRef<HTMLDivElement | null>(null), list = useRef<HTMLElement | null>(null);
  const [chosen, setChosen] = useState(1);
  const [message, setMessage] = useState<string | null>(null);
  const [tableOpen, setTableOpen] = useState(false);
  const width = useWidth(box, { start: 720, low: 240, high: 1000 });
  const found = useMemo(() => burstsOf(spec), []);
  const signal = useMemo(() => {
    const of = (leg: 'L' | 'R') => emg(spec.movements, leg, { from: 0, to: spec.seconds, rate: RATE, seed: spec.seed });
    return { L: of('L'), R: of('R') };
  }, []);
  const closest = useMemo(() => Math.min(60, ...found.slice(1).map((b, i) => b.onset - found[i]!.onset)), []);
  const place = useMemo(() => layout(width, spec.seconds, closest), [width]);
  const judged = useMemo(() => (committed ? judge(spec, found, rules) : null), [committed, rules]);
  const counts = useMemo(() => (committed ? spec.rules.map(r => judge(spec, found, r.id).verdicts.filter(v => v.counted).length) : []), [committed]);
  const verdictOf = (b: Burst) => judged?.verdicts[b.number - 1] ?? null;

  const state: TraceState = { marks, committed, rules };
  const past = useHistory<TraceState>({ id: spec.id, address, state, encode: s => encodeTrace(spec, s), decode: text => decodeTrace(text, spec), show: s => write({ ...s }), onBad: reason => setMessage(say('trace.bad_link', { reason })) });
  const change = (part: Partial<TraceState>) => {
    past.change({ ...state, ...part }, state);
    setMessage(null);
  };
  const toggle = (n: number) => { if (!committed) change({ marks: marks.includes(n) ? marks.filter(m => m !== n) : [...marks, n].sort((a, b) => a - b) }); };
  const go = (n: number) => {
    const to = Math.min(found.length, Math.max(1, n));
    setChosen(to);
    root.current?.querySelector<SVGGElement>(`[data-burst="${to}"]`)?.focus();   // at once: keys may come faster than frames
  };
  /** The burst in the next row that lies nearest. */
  const below = (n: number, rows: number) => {
    const here = placeOf(found[n - 1]!, place), there = found.filter(b => placeOf(b, place).row === here.row + rows);
    return there.reduce<Burst | null>((best, b) => (!best || Math.abs(placeOf(b, place).middle - here.middle) < Math.abs(placeOf(best, place).middle - here.middle) ? b : best), null)?.number ?? n + rows;
  };
  const key = (n: number) => (e: TargetedKeyboardEvent<SVGGElement>) => {
    const to: Record<string, () => number> = { ArrowLeft: () => n - 1, ArrowRight: () => n + 1, ArrowUp: () => below(n, -1), ArrowDown: () => below(n, 1), Home: () => 1, End: () => found.length };
    const move = to[e.key];
    if (move) go(move());
    else if (e.key === ' ' || e.key === 'Enter') toggle(n);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const compare = () => {
    if (!marks.length) { setMessage(say('trace.mark_one')); return; }
    change({ committed: true });
    setTimeout(() => { list.current?.focus({ preventScroll: true }); root.current?.scrollIntoView({ block: 'start' }); }, 0);
  };

  const marking = judged && compareMarks(found, marks, judged.verdicts);
  const total = found.length;
  const sentence = judged && marking
    ? `${say('trace.result', { marked: marks.length, total, rules: say(`trace.by.${judged.rules.id}`), counted: judged.verdicts.filter(v => v.counted).length, same: marking.same })} ${reading(marking.kappa)}`
    : say(marks.length ? 'trace.progress' : 'trace.progress_none', { n: marks.length, total, minutes: number(spec.seconds / 60) });
  const differing = judged ? differences(found, marks, judged) : [], differ = judged && marking ? total - marking.same : 0;
  const cells = (b: Burst) => {
    const verdict = verdictOf(b);
    return [minutes(b.onset), say(`trace.${b.side}`), length(b), interval(b, found) || say('trace.dash'), say(marks.includes(b.number) ? 'trace.marked' : 'trace.not_marked'),
      ...(judged && verdict ? [say(verdict.counted ? 'trace.counted' : 'trace.not_counted'), reason(verdict, judged)] : [])];
  };
  const data = () => csvOf([
    ['burst', 'onset (s)', 'duration (s)', 'leg', 'yours', ...(judged ? ['rules', 'counted', 'why'] : [])],
    ...found.map(b => { const v = verdictOf(b); return [b.number, b.onset, b.end - b.onset, b.side, marks.includes(b.number) ? 'yes' : 'no', ...(judged && v ? [judged.rules.id, v.counted ? 'yes' : 'no', v.why] : [])]; }),
  ]);
  const one = found[chosen - 1]!, step = rowHeight(committed), height = TOP + place.rows * step;
  const middles = found.map(b => placeOf(b, place));
  const room = (i: number): [number, number] => {
    const gap = (k: number) => (middles[k] && middles[k].row === middles[i]!.row ? Math.abs(middles[k].middle - middles[i]!.middle) / 2 : 40);
    return [gap(i - 1), gap(i + 1)];
  };
  const columns = ['burst', 'at', 'leg', 'lasts', 'interval', 'yours', ...(judged ? ['rules', 'why'] : [])];
  const scale = (10 / place.span) * place.plot;
  return (
    <figure class={`rl trace${committed ? ' judged' : ''}`} id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`} onKeyDown={past.onKeyDown}>
      <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />
      <p class="task">{spec.prompt}</p>
      <Message text={message} />
      <div class="chart-box signal-box" ref={box}>
        <svg class="chart signal" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={spec.title}>
          <g aria-hidden="true"><path class="axis" d={`M${LEFT},4v6h${scale.toFixed(1)}v-6`} /><text class="soft" x={LEFT + scale + 6} y={12}>{say('trace.scale')}</text></g>
          {Array.from({ length: place.rows }, (_, r) => (
            <g key={r}>
              <text class="soft" aria-hidden="true" x={2} y={TOP + r * step + LANE + 5}>{minutes(r * place.span)}</text>
            </g>
          ))}
          {useMemo(() => Array.from({ length: place.rows }, (_, r) => <SignalRow key={r} signal={signal} from={r * place.span} to={Math.min(spec.seconds, (r + 1) * place.span)} left={LEFT} width={((Math.min(spec.seconds, (r + 1) * place.span) - r * place.span) / place.span) * place.plot} y={TOP + r * step} every={10} />), [place, step])}
          {found.map((b, i) => (
            <BurstMark key={b.number} burst={b} all={found} place={place} y={TOP + middles[i]!.row * step} room={room(i)} marked={marks.includes(b.number)} chosen={chosen === b.number} judged={judged} verdict={verdictOf(b)}
              onKey={key(b.number)} onFocus={() => setChosen(b.number)} onTap={() => { go(b.number); toggle(b.number); }} />
          ))}
        </svg>
        {committed && <p class="hint how keys"><span class="key-you">✓</span> {say('trace.key_you')} <span class="key-counts">✓</span> {say('trace.key_counts')} <span class="key-not">{say('trace.tag.too-short')}</span> {say('trace.key_not')} <span class="key-differ" /> {say('trace.key_differ')}</p>}
        <p class="hint how">{say(committed ? 'trace.how_judged' : 'trace.how')}</p>
        <Close spec={spec} signal={signal} burst={one} all={found} width={width} judged={judged} verdict={verdictOf(one)} marked={marks.includes(one.number)} />
      </div>
      <Sentence text={sentence} />
      {judged && marking && (
        <div class="judgement">
          <fieldset class="rule-sets">
            <legend>{say('trace.rules')}</legend>
            {spec.rules.map((r, i) => <label key={r.id}><input type="radio" name={`${spec.id}-rules`} value={r.id} checked={judged.rules.id === r.id} onChange={() => change({ rules: r.id })} /><span>{r.title} <span class="hint">{say('trace.rules_count', { n: counts[i] as number, total })}</span></span></label>)}
          </fieldset>
          <table class="agreement">
            <caption>{say('trace.table')}</caption>
            <thead><tr><td>{say('trace.yours')}</td><th scope="col">{say('trace.counted')}</th><th scope="col">{say('trace.not_counted')}</th></tr></thead>
            <tbody>{marking.table.map((row, i) => <tr key={i}><th scope="row">{say(i ? 'trace.not_marked' : 'trace.marked')}</th>{row.map((n, j) => <td key={j} class={i === j ? 'same' : ''}>{n}</td>)}</tr>)}</tbody>
          </table>
          <section class="differences" ref={list} tabindex={-1} aria-label={say('trace.differ', { n: differ })}>
            <p><b>{differ ? say('trace.differ', { n: differ }) : say('trace.same_all')}</b></p>
            <ul>
              {differing.map(d => {
                const first = d.bursts[0]!, last = d.bursts.at(-1)!, side = d.counted ? 'rules' : 'you';
                const words = d.bursts.length === 1
                  ? say(`trace.one_${side}`, { n: first.number, at: minutes(first.onset), leg: say(`trace.${first.side}`) })
                  : say(`trace.many_${side}`, { list: listed(d.bursts.map(b => b.number)), from: minutes(first.onset), to: minutes(last.onset) });
                return <li key={first.number}><button type="button" class="goto" onClick={() => go(first.number)}>{words}</button> {d.reason}</li>;
              })}
            </ul>
          </section>
        </div>
      )}
      <p class="commit">
        {committed ? <button type="button" onClick={() => change({ committed: false })}>{say('trace.change')}</button> : <button type="button" class="primary" onClick={compare}>{say('trace.compare')}</button>}
      </p>
      <Actions id={spec.id} root={root} canUndo={past.canUndo} onUndo={past.undo} onReset={() => { setChosen(1); change(startOf(spec)); }} resetLabel={say('trace.again')} canLink={address} now={() => ({ state: encodeTrace(spec, state), course: null, sentence })} data={data} onMessage={setMessage} />
      <details class="table" onToggle={e => setTableOpen(e.currentTarget.open)}>
        <summary>{say('trace.values')}</summary>
        {tableOpen && (
          <div class="scroll" tabindex={0} role="region" aria-label={say('trace.values')}>
            <table>
              <thead><tr>{columns.map(c => <th key={c} scope="col">{say(`trace.column_${c}`)}</th>)}</tr></thead>
              <tbody>{found.map(b => <tr key={b.number}><th scope="row">{b.number}</th>{cells(b).map((c, i) => <td key={i}>{c}</td>)}</tr>)}</tbody>
            </table>
          </div>
        )}
      </details>
      <About lines={spec.about} card="" title={say('trace.about')} />
    </figure>
  );
}
