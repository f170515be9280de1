/** A figure's state in the page's address, so that an educator can link to an exact state. */
import type { Control } from './spec.ts';
import type { Settings } from './run.ts';

export interface SavedState { settings: Settings; question: string | null }

/** "th_expression:0.5,dat_density:0.7;q:halve": only what differs from normal. */
export function encode(controls: Control[], settings: Settings, question: string | null): string {
  const moved = controls.filter(c => Math.abs((settings[c.name] ?? c.normal) - c.normal) > 1e-9).map(c => `${c.name}:${Number((settings[c.name] as number).toPrecision(6))}`);
  return [...moved, ...(question ? [`q:${question}`] : [])].join(',');
}

/** The reverse of `encode`. Throws an Error whose message names what is wrong. */
export function decode(text: string, controls: Control[], questions: { id: string }[]): SavedState {
  const settings: Settings = Object.fromEntries(controls.map(c => [c.name, c.normal]));
  let question: string | null = null;
  for (const part of text.split(',').filter(Boolean)) {
    const [name, value, ...rest] = part.split(':');
    if (!name || value === undefined || rest.length) throw new Error(`“${part}”`);
    if (name === 'q') {
      if (!questions.some(q => q.id === value)) throw new Error(`no question “${value}”`);
      question = value;
      continue;
    }
    const control = controls.find(c => c.name === name);
    if (!control) throw new Error(`no control “${name}”`);
    const parsed = value.trim() === '' ? NaN : Number(value);
    if (!Number.isFinite(parsed)) throw new Error(`${name} is “${value}”, not a number`);
    if (parsed < control.low || parsed > control.high) throw new Error(`${name} is ${value}, outside ${control.low} to ${control.high}`);
    settings[name] = parsed;
  }
  return { settings, question };
}

const PREFIX = 'figure-';

/** What the address says of figure `id`, or null. */
export function fromAddress(id: string): string | null {
  return new URLSearchParams(location.search).get(PREFIX + id);
}

/** The page's address with figure `id` in `state` (removed if empty). */
export function addressWith(id: string, state: string): string {
  const url = new URL(location.href);
  url.searchParams.delete(PREFIX + id);
  if (state) url.searchParams.set(PREFIX + id, state);
  url.search = url.searchParams.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return url.href;
}

/** Puts the state into the address without a new history entry. */
export function toAddress(id: string, state: string): void {
  try {
    history.replaceState(history.state, '', addressWith(id, state));
  } catch {
    // Some browsers refuse to change the address of a page opened from disk; the figure works without.
  }
}
