/** Check yourself: questions with feedback on every option. Without script the feedback opens by the style sheet. */
import { useState } from 'preact/hooks';
import type { HostModel } from '../host/afm.ts';
import { say } from '../text/words.ts';
import { useTraits } from './hooks.ts';
import type { QuizSpec } from './spec.ts';

type Traits = Record<string, unknown> & { answers: Record<string, string[]> };

export function Quiz({ spec, host }: { spec: QuizSpec; host: HostModel }) {
  const [{ answers }, write] = useTraits<Traits>(host, ['answers']);
  const [last, setLast] = useState('');
  const right = (id: string, option: string | undefined) => !!spec.items.find(i => i.id === id)?.options.find(o => o.id === option)?.right;
  const given = spec.items.filter(i => answers[i.id]?.length);
  const score = spec.items.filter(i => right(i.id, answers[i.id]?.[0])).length;
  return (
    <div class="rl quiz" id={spec.id}>
      <ol>
        {spec.items.map((item, n) => {
          const tries = answers[item.id] ?? [], now = tries[tries.length - 1];
          return (
            <li key={item.id}>
              <fieldset>
                <legend><span class="sr">{say('question.of', { n: n + 1, total: spec.items.length })} </span>{item.text}</legend>
                {item.options.map(o => (
                  <div class="option" key={o.id}>
                    <label>
                      <input type="radio" name={`${spec.id}-${item.id}`} value={o.id} checked={now === o.id}
                        onChange={() => { write({ answers: { ...answers, [item.id]: [...tries, o.id] } }); setLast(`${say(o.right ? 'question.right' : 'question.wrong')} ${o.feedback}`); }} /> {o.text}
                    </label>
                    <p class={`feedback ${o.right ? 'right' : 'wrong'}`}><b>{say(o.right ? 'question.right' : 'question.wrong')}</b> {o.feedback}</p>
                  </div>
                ))}
              </fieldset>
            </li>
          );
        })}
      </ol>
      <p class="sr" role="status">{last}</p>
      <p class="score">{given.length === spec.items.length ? say('question.score', { n: score, total: spec.items.length }) : say('question.answered', { n: given.length, total: spec.items.length })}</p>
    </div>
  );
}
