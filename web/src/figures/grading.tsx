/** Grading: the reader judges claims first; then the book's verdicts are shown beside, and how far both agree. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HostModel } from '../host/afm.ts';
import { crossTable, kappa } from '../stats/kappa.ts';
import { number, say } from '../text/words.ts';
import { csvOf } from './download.ts';
import { About, Actions, Head, Message, Sentence } from './frame.tsx';
import { useTraits } from './hooks.ts';
import type { GradingSpec } from './spec.ts';
import { fromAddress, toAddress } from './state.ts';

type Answers = Record<string, number>;
type Traits = Record<string, unknown> & { answers: Answers; shown: boolean };

/** "01-2,shown": a digit a claim in the figure's order, a dash where none is given. */
export function encodeGrades(spec: GradingSpec, answers: Answers, shown: boolean): string {
  const code = spec.items.map(i => answers[i.id] ?? '-').join('');
  return /\d/.test(code) ? code + (shown ? ',shown' : '') : '';
}

/** The reverse of `encodeGrades`. Throws an Error whose message names what is wrong. */
export function decodeGrades(text: string, spec: GradingSpec): { answers: Answers; shown: boolean } {
  const [code = '', view, ...rest] = text.split(',');
  if (rest.length || (view !== undefined && view !== 'shown')) throw new Error(`“${text}”`);
  if (code.length !== spec.items.length) throw new Error(say('grading.bad_length', { n: code.length, total: spec.items.length }));
  const answers: Answers = {};
  [...code].forEach((c, i) => {
    if (c === '-') return;
    if (!/\d/.test(c) || Number(c) >= spec.scale.length) throw new Error(`“${c}”`);
    answers[spec.items[i]!.id] = Number(c);
  });
  return { answers, shown: view === 'shown' && Object.keys(answers).length === spec.items.length };
}

function reading(value: number | null): string {
  if (value === null) return say('grading.kappa_none');
  return say(value <= 0 ? 'grading.kappa_chance' : value < 1 ? 'grading.kappa_some' : 'grading.kappa_full', { kappa: number(value, 2), percent: Math.round(value * 100) });
}

export function Grading({ spec, host, address }: { spec: GradingSpec; host: HostModel; address: boolean }) {
  const [{ answers, shown: wanted }, write] = useTraits<Traits>(host, ['answers', 'shown']);
  const [message, setMessage] = useState<string | null>(null);
  const root = useRef<HTMLElement | null>(null);
  const list = useRef<HTMLOListElement | null>(null);
  const total = spec.items.length, given = spec.items.filter(i => answers[i.id] !== undefined).length;
  const shown = wanted && given === total;
  const set = (next: Answers, show: boolean) => {
    write({ answers: next, shown: show });
    setMessage(null);
    if (address) toAddress(spec.id, encodeGrades(spec, next, show));
  };
  useEffect(() => {
    const saved = address ? fromAddress(spec.id) : null;
    if (saved === null) return;
    try { write(decodeGrades(saved, spec)); } catch (error) { setMessage(say('grading.bad_link', { reason: (error as Error).message })); }
  }, []);
  const reveal = () => {
    if (given < total) {
      setMessage(say('grading.missing', { n: total - given }));
      // To the first claim without a grade: it may be many screens away.
      const missing = spec.items.findIndex(i => answers[i.id] === undefined);
      list.current?.querySelectorAll<HTMLElement>('fieldset')[missing]?.querySelector('input')?.focus();
      return;
    }
    set(answers, true);
    // To the top, where the verdicts begin; the whole agreement stands below them.
    setTimeout(() => { list.current?.focus(); list.current?.scrollIntoView({ block: 'start' }); }, 0);
  };
  const yours = spec.items.map(i => answers[i.id] as number), ours = spec.items.map(i => i.level);
  const table = shown ? crossTable(yours, ours, spec.scale.length) : [];
  const same = yours.filter((y, i) => y === ours[i]).length, lean = yours.reduce((a, y, i) => a + y - (ours[i] as number), 0);
  const sentence = shown
    ? `${say('grading.result', { n: same, total })} ${reading(kappa(table))} ${say(lean === 0 ? 'grading.lean_none' : lean > 0 ? 'grading.lean_sceptic' : 'grading.lean_trust')} ${say('grading.uncertain', { total })}`
    : say('grading.progress', { n: given, total });
  const data = () => csvOf([['claim', 'statement', 'yours', 'the book'], ...spec.items.map(i => [i.id, i.statement, spec.scale[answers[i.id] ?? -1], shown ? spec.scale[i.level] : null])]);
  return (
    <figure class="rl grading" id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`}>
      <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge="" />
      <Message text={message} />
      <ol class="claims-to-grade" ref={list} tabindex={-1}>
        {spec.items.map((item, n) => {
          const own = answers[item.id], gap = own === undefined ? 0 : own - item.level;
          return (
            <li key={item.id}>
              <fieldset>
                <legend><span class="sr">{say('grading.of', { n: n + 1, total })} </span>{item.statement}</legend>
                <div class="scale">
                  {spec.scale.map((words, level) => (
                    <label key={words} class={shown && level === item.level ? 'ours' : ''}>
                      <input type="radio" name={`${spec.id}-${item.id}`} value={level} checked={own === level} disabled={shown} onChange={() => set({ ...answers, [item.id]: level }, false)} /> <span>{words}{shown && level === item.level && <b class="mark"> {say('grading.ours')}</b>}{shown && own === level && <b class="mark you"> {say('grading.yours')}</b>}</span>
                    </label>
                  ))}
                </div>
              </fieldset>
              {shown && (
                <div class="answer">
                  <p><b>{say(gap === 0 ? 'grading.agree' : gap > 0 ? 'grading.sceptic' : 'grading.trust')}</b> {say('grading.verdict', { verdict: item.verdict, grade: item.grade })} {item.why}</p>
                  {item.leaves_out && <p><b>{say('grading.left_out')}</b> {item.leaves_out}</p>}
                  <p><a href={`#claim-${item.id}`}>{say('grading.facts')}</a></p>
                </div>
              )}
            </li>
          );
        })}
      </ol>
      <Sentence text={sentence} />
      {shown && (
        <div class="scroll" tabindex={0} role="region" aria-label={say('grading.table')}>
          <table class="agreement">
            <caption>{say('grading.table')}</caption>
            <thead><tr><td>{say('grading.yours_by_ours')}</td>{spec.scale.map(s => <th scope="col" key={s}>{s}</th>)}</tr></thead>
            <tbody>{table.map((row, i) => <tr key={spec.scale[i]}><th scope="row">{spec.scale[i]}</th>{row.map((count, j) => <td key={j} class={i === j ? 'same' : ''}>{count || '·'}</td>)}</tr>)}</tbody>
          </table>
          <p class="hint">{say('grading.weighted', { kappa: kappa(table, true) === null ? '–' : number(kappa(table, true) as number, 2) })}</p>
        </div>
      )}
      <p class="commit">
        {shown ? <button type="button" onClick={() => set(answers, false)}>{say('grading.change')}</button> : <button type="button" class="primary" onClick={reveal}>{say('grading.show')}</button>}
      </p>
      <Actions id={spec.id} root={root} onReset={() => set({}, false)} resetLabel={say('grading.again')} canLink={address} now={() => ({ state: encodeGrades(spec, answers, shown), course: null, sentence })}
        data={data} pictures={false} onMessage={setMessage} />
      <About lines={spec.about} card="" />
    </figure>
  );
}
