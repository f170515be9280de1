/** People: a hundred a group, and how many get better or are harmed; guessed before they are shown. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Crowd } from '../charts/crowd.tsx';
import { Years } from '../charts/years.tsx';
import { Slider } from '../controls/slider.tsx';
import type { HostModel } from '../host/afm.ts';
import { riskAt } from '../stats/hazard.ts';
import { number, say } from '../text/words.ts';
import { csvOf } from './download.ts';
import { About, Actions, Chips, Head, Message, Sentence } from './frame.tsx';
import { useTraits } from './hooks.ts';
import type { Control, PeopleGroup, PeopleScene, PeopleSpec } from './spec.ts';
import { decode, encode, fromAddress, toAddress } from './state.ts';

type Traits = Record<string, unknown> & { question: string; guesses: Record<string, number[]>; committed: string[]; years: number };

/** The slider of a figure's scenes of years, which share their range; null if it has none. */
function yearsControl(spec: PeopleSpec): Control | null {
  const years = spec.questions.find(q => q.years)?.years;
  return years ? { name: 'years', label: say('people.years_label'), hint: say('people.years_hint'), unit: say('people.years_unit'), noun: '', low: 0, high: years.most, normal: years.start, step: 0.25 } : null;
}

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const yearsText = (years: number) => say(years === 1 ? 'people.year' : 'people.years', { n: number(years) });
const whole = (value: number) => String(Math.round(value));
const ends = (low: number, high: number) => say('people.interval', { low: number(Math.round(low)), high: number(Math.round(high)) });

/** "61 of 100 on the drug are better (57 to 76)". */
function groupWords(group: PeopleGroup, what: string, of: number): string {
  const told = say('people.group', { n: whole(group.value), of, noun: group.noun, what });
  if (group.carried) return say('people.carried', { told });
  return group.low === null || group.high === null ? told : `${told} (${ends(group.low, group.high)})`;
}

/** A scene at a year: its counts made of hazards. */
export function sceneAt(scene: PeopleScene, years: number): PeopleScene {
  if (!scene.years) return scene;
  return { ...scene, groups: scene.groups.map(g => { const { value, low, high, observed } = riskAt(g.hazard!, years); return { ...g, value, low: observed ? low : null, high: observed ? high : null, carried: !observed }; }) };
}

/** What a scene says, with the difference of two groups in people. */
export function sceneWords(scene: PeopleScene, of: number, years: number): string {
  const counted = scene.groups.map(g => groupWords(g, scene.what, of)).join(say('people.and'));
  const said = [sentenceCase(scene.years ? say('people.after', { years: yearsText(years), counted }) : counted) + '.'], { difference } = scene;
  if (difference) {
    const size = Math.abs(difference.value), clear = difference.low !== null && difference.high !== null && (difference.low > 0 || difference.high < 0);
    const range = difference.low === null || difference.high === null ? say('people.no_interval') : say('people.ci', { interval: ends(difference.low, difference.high) });
    said.push(Math.round(size) === 0 ? say('people.same', { range }) : say(difference.value > 0 ? 'people.more' : 'people.fewer', { n: whole(size), range, noun: scene.groups[0]!.noun }));
    if (clear && size >= 0.5) said.push(say(`people.one_in_${difference.value > 0 === (scene.kind === 'good') ? 'helped' : 'harmed'}`, { n: number(Math.round(100 / size)) }));
    else if (difference.low !== null) said.push(say('people.unclear'));
  }
  return said.join(' ');
}

export function PeopleFigure({ spec, host, address }: { spec: PeopleSpec; host: HostModel; address: boolean }) {
  const [{ question, guesses, committed, years }, write] = useTraits<Traits>(host, ['question', 'guesses', 'committed', 'years']);
  const asked = spec.questions.find(q => q.id === question) ?? spec.questions[0]!, scene = sceneAt(asked, years);
  const root = useRef<HTMLElement | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const waiting = scene.guess && !committed.includes(scene.id), guess = guesses[scene.id] ?? [];
  const timed = yearsControl(spec), controls = timed ? [timed] : [];
  const stateOf = (id: string) => encode(spec.questions.find(q => q.id === id)?.years ? controls : [], { years }, id === spec.questions[0]!.id ? null : id);
  const show = (id: string) => { write({ question: id }); setMessage(null); if (address) toAddress(spec.id, stateOf(id)); };
  useEffect(() => {
    const saved = address ? fromAddress(spec.id) : null;
    if (saved === null) return;
    try {
      const { settings, question: id } = decode(saved, controls, spec.questions);
      write({ ...settings, ...(id === null ? {} : { question: id }) });
    } catch (error) {
      setMessage(say('figure.bad_link', { reason: (error as Error).message }));
    }
  }, []);
  const missed = (g: PeopleGroup, i: number) => Math.abs((guess[i] ?? 50) - g.value);
  const gap = scene.guess && !waiting ? ' ' + scene.groups.map((g, i) => say(missed(g, i) <= 5 ? 'people.close' : 'people.guessed', { guess: whole(guess[i] ?? 50), noun: g.noun })).join(' ') : '';
  const sentence = waiting ? say('people.first', { what: scene.what }) : sceneWords(scene, spec.of, years) + gap;
  const data = () => csvOf([['scene', 'group', 'of 100', 'low', 'high', 'source'], ...spec.questions.map(q => sceneAt(q, years)).flatMap(q => q.groups.map(g => [q.label, g.label, g.value, g.low, g.high, g.citation]))]);
  const sure = scene.groups.some(g => g.low !== null), kind = scene.kind;
  const keys: [string, string][] = [['sure', say(sure ? `people.key_sure_${kind}` : `people.key_${kind}`)]];
  if (sure) keys.push(['likely', say('people.key_likely')], ['perhaps', say('people.key_perhaps')]);
  if (scene.groups.some(g => g.carried)) keys.push(['likely', say('people.key_carried')]);
  return (
    <figure class="rl people" id={spec.id} ref={root} aria-labelledby={`${spec.id}-title`}>
      <Head id={spec.id} title={spec.title} subtitle={spec.subtitle} badge={spec.badge} />
      {spec.questions.length > 1 && (
        <Chips label={say('figure.questions')}>
          {spec.questions.map(q => <button key={q.id} type="button" aria-pressed={q.id === scene.id} onClick={() => show(q.id)}>{q.label}</button>)}
        </Chips>
      )}
      {scene.watch && !waiting && <p class="watch"><b>{say('figure.watch')}</b> {scene.watch}</p>}
      <Message text={message} />
      <Sentence text={sentence} />
      {waiting ? (
        <div class="wager">
          <div class="controls" role="group" aria-label={say('people.your_guess')}>
            {scene.groups.map((g, i) => (
              <Slider key={g.label} id={`${spec.id}-${scene.id}-${i}`} value={guess[i] ?? 50} onCommit={() => undefined} onInput={v => write({ guesses: { ...guesses, [scene.id]: scene.groups.map((_, k) => (k === i ? v : guess[k] ?? 50)) } })}
                control={{ name: `guess-${i}`, label: g.label, hint: say('people.guess_hint'), unit: say('people.of', { of: spec.of }), low: 0, high: spec.of, normal: 50, step: 1, noun: g.noun }} />
            ))}
          </div>
          <p class="commit"><button type="button" class="primary" onClick={() => write({ committed: [...committed, scene.id] })}>{say('people.commit')}</button></p>
        </div>
      ) : (
        <>
          {scene.years && timed && (
            <>
              <div class="controls">
                <Slider id={`${spec.id}-years`} value={years} control={timed} onInput={v => write({ years: v })} onCommit={() => { if (address) toAddress(spec.id, stateOf(scene.id)); }} />
              </div>
              {[false, true].map(narrow => <Years key={String(narrow)} narrow={narrow} groups={asked.groups} years={years} most={timed.high} words={sceneWords(scene, spec.of, years)} />)}
              <p class="hint key">{say('people.years_key')}</p>
            </>
          )}
          <div class="crowds">
            {scene.groups.map((g, i) => (
              <div class="crowd" key={g.label}>
                <p class="strong">{g.label}</p>
                <Crowd value={g.value} low={g.carried ? 0 : g.low} high={g.high} kind={scene.kind} guess={scene.guess ? guess[i] ?? null : null} words={sentenceCase(groupWords(g, scene.what, spec.of)) + '.'} />
                <p class="hint">{sentenceCase(groupWords(g, scene.what, spec.of))}. {g.note && `${g.note} `}<span class="cited">{g.citation}</span></p>
              </div>
            ))}
          </div>
          <p class="hint key keys">
            {keys.map(([how, words]) => (
              <span key={words} class="pair"><svg viewBox="0 0 14 20" aria-hidden="true" class="swatch small"><use href="#rl-person" class={`person ${how} ${kind}`} /></svg> {words}</span>
            ))}
            {scene.guess && <span class="pair"><svg viewBox="0 0 14 14" aria-hidden="true" class="swatch small"><path class="guess-mark" d="M2,7H12" /></svg> {say('people.key_guess')}</span>}
          </p>
        </>
      )}
      <Actions id={spec.id} root={root} onReset={() => { write({ question: spec.questions[0]!.id, committed: [], ...(timed ? { years: timed.normal } : {}), guesses: Object.fromEntries(spec.questions.filter(q => q.guess).map(q => [q.id, q.groups.map(() => 50)])) }); setMessage(null); if (address) toAddress(spec.id, ''); }}
        resetLabel={say('people.reset')} canLink={address} now={() => ({ state: stateOf(scene.id), course: null, sentence })} data={data} pictures={!waiting} onMessage={setMessage} />
      {!waiting && (
        <details class="table">
          <summary>{say('figure.table')}</summary>
          <div class="scroll" tabindex={0} role="region" aria-label={say('figure.table')}>
            <table>
              <thead><tr><th scope="col">{say('people.column_group')}</th><th scope="col">{say('people.of_hundred', { of: spec.of })}</th><th scope="col">{say('people.column_interval')}</th><th scope="col">{say('people.column_source')}</th></tr></thead>
              <tbody>{scene.groups.map(g => <tr key={g.label}><th scope="row">{g.label}</th><td>{number(g.value)}</td><td>{g.low === null ? say('people.not_seen') : say('people.interval', { low: number(g.low), high: number(g.high as number) })}</td><td>{g.citation}</td></tr>)}</tbody>
            </table>
          </div>
        </details>
      )}
      <About lines={spec.about} card="" title={say('people.about')} />
    </figure>
  );
}
