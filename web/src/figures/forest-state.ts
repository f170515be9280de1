/** The state of a forest plot: what is chosen, how it is pooled, and how an address holds it. */
import { leaveOneOut, pool, type Model, type Pooled } from '../stats/pool.ts';
import type { ForestSpec, Trial } from './spec.ts';

export interface ForestState {
  /** Ids of the chosen trials, in the order of the plot. */
  chosen: string[];
  model: Model;
  /** Whether the rows show the pool without each trial, in place of the trial. */
  leave_one_out: boolean;
  /** The question last asked, or empty. */
  question: string;
}

export function startOf(spec: ForestSpec): ForestState {
  return { ...spec.start, leave_one_out: false, question: '' };
}

export interface Summary {
  /** The chosen trials, in the order of the plot. */
  trials: Trial[];
  /** Null if none is chosen. */
  pooled: Pooled | null;
  /** Share in the pool of each chosen trial, by id. */
  weight: Record<string, number>;
  /** The pool without each chosen trial, by id; empty unless asked for. */
  without: Record<string, Pooled | null>;
}

/** Pools the chosen trials; with `others`, also without each. */
export function summarise(spec: ForestSpec, chosen: string[], model: Model, others: boolean): Summary {
  const trials = spec.trials.filter(t => chosen.includes(t.id)), effects = trials.map(t => t.effect), variances = trials.map(t => t.se ** 2);
  const pooled = trials.length ? pool(effects, variances, model) : null;
  const named = <T>(list: T[]) => Object.fromEntries(trials.map((t, i) => [t.id, list[i] as T]));
  return { trials, pooled, weight: named(pooled?.weights ?? []), without: others ? named(leaveOneOut(effects, variances, model)) : {} };
}

/** "without:bae2023.deng2017,model:fixed,view:leave-one-out,q:anaemia": only what differs from the start. */
export function encodeForest(spec: ForestSpec, state: ForestState): string {
  const parts: string[] = [], all = spec.trials.map(t => t.id), out = all.filter(id => !state.chosen.includes(id));
  if (state.chosen.join() !== spec.start.chosen.join()) parts.push(out.length * 2 <= all.length ? `without:${out.join('.')}` : `only:${state.chosen.join('.')}`);
  if (state.model !== spec.start.model) parts.push(`model:${state.model}`);
  if (state.leave_one_out) parts.push('view:leave-one-out');
  if (state.question) parts.push(`q:${state.question}`);
  return parts.join(',');
}

/** The reverse of `encodeForest`. Throws an Error whose message names what is wrong. */
export function decodeForest(text: string, spec: ForestSpec): ForestState {
  const state = startOf(spec), all = spec.trials.map(t => t.id);
  for (const part of text.split(',').filter(Boolean)) {
    const [name, value, ...rest] = part.split(':');
    if (!name || value === undefined || rest.length) throw new Error(`“${part}”`);
    if (name === 'without' || name === 'only') {
      const ids = value.split('.').filter(Boolean), strange = ids.find(id => !all.includes(id));
      if (strange !== undefined) throw new Error(`no trial “${strange}”`);
      state.chosen = all.filter(id => ids.includes(id) === (name === 'only'));
    } else if (name === 'model') {
      if (value !== 'random' && value !== 'fixed') throw new Error(`no model “${value}”`);
      state.model = value;
    } else if (name === 'view') {
      if (value !== 'leave-one-out') throw new Error(`no view “${value}”`);
      state.leave_one_out = true;
    } else if (name === 'q') {
      if (!spec.questions.some(q => q.id === value)) throw new Error(`no question “${value}”`);
      state.question = value;
    } else throw new Error(`“${name}”`);
  }
  return state;
}

/** Trials by group, groups in the order in which they first come. */
export function grouped(trials: Trial[]): { name: string; trials: Trial[] }[] {
  const groups = new Map<string, Trial[]>();
  for (const t of trials) groups.set(t.group, [...(groups.get(t.group) ?? []), t]);
  return [...groups].map(([name, members]) => ({ name, trials: members }));
}
