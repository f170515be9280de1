/** The question that a figure asks before it shows itself. */
import { say } from '../text/words.ts';
import type { Prediction } from './spec.ts';

/** What the reader answers first; what was answered, and what to think of it, stays. */
export function Wager({ id, prediction, choice, committed, onChoose, onCommit }: { id: string; prediction: Prediction; choice: string; committed: boolean; onChoose: (id: string) => void; onCommit: () => void }) {
  const chosen = prediction.choices.find(c => c.id === choice);
  if (committed) {
    return (
      <div class="wager" role="status">
        <p class="prompt">{prediction.prompt}</p>
        {chosen && <p class="explanation"><b>{say('predict.you_chose', { label: chosen.label })} {say(chosen.right ? 'predict.right' : 'predict.wrong')}</b> {chosen.feedback}</p>}
        {prediction.explanation && <p class="explanation">{prediction.explanation}</p>}
      </div>
    );
  }
  return (
    <div class="wager">
      <p class="prompt">{prediction.prompt}</p>
      <p class="watch">{say('predict.choose')}</p>
      <fieldset class="choices">
        <legend class="sr">{prediction.prompt}</legend>
        {prediction.choices.map(c => <label key={c.id}><input type="radio" name={`${id}-choice`} value={c.id} checked={choice === c.id} onChange={() => onChoose(c.id)} /> {c.label}</label>)}
      </fieldset>
      <p class="commit"><button type="button" class="primary" disabled={!choice} onClick={onCommit}>{say('predict.commit')}</button></p>
    </div>
  );
}
