/** A labelled slider with its value, unit, normal tick and small response curve. */
import type { ComponentChildren } from 'preact';
import { number, say } from '../text/words.ts';
import type { Control } from '../figures/spec.ts';
import { Steady } from '../figures/steady.tsx';

export interface SliderProps {
  id: string;
  control: Control;
  value: number;
  onInput: (value: number) => void;
  /** The reader let go: the moment to remember. */
  onCommit: () => void;
  children?: ComponentChildren;
}

export function Slider({ id, control, value, onInput, onCommit, children }: SliderProps) {
  const { low, high, normal, step, unit } = control;
  const share = (normal - low) / (high - low);
  const text = `${number(value)} ${unit}`.trim();
  return (
    <div class="control">
      <label for={id}>
        <b>{control.label}</b> <span class="hint">{control.hint}</span>
        {control.conceptual && ' '}{control.conceptual && <span class="badge" title={control.conceptual}>{say('figure.conceptual')}</span>}
      </label>
      <output for={id}><Steady>{number(value)}<small> {unit}</small></Steady></output>
      <div class="track" style={`--normal:${share}`}>
        <input id={id} name={control.name} type="range" min={low} max={high} step={step} value={String(value)} aria-valuetext={text}
          onInput={e => onInput(Number(e.currentTarget.value))} onChange={onCommit} />
      </div>
      {children}
    </div>
  );
}
