/** The state of a night: who sleeps, which night, scored by which rules; what comes of it, and how an address holds it. */
import { factor, generate, type Night as Drawn, type Sleeper } from '../night/generate.ts';
import { report, type Report } from '../night/report.ts';
import { score, type ScoredNight } from '../night/score.ts';
import type { Settings } from './run.ts';
import type { NightControl, NightQuestion, NightSpec } from './spec.ts';
import { decode, encode } from './state.ts';

export interface NightState {
  settings: Settings;
  /** Id of the sleeper. */
  question: string;
  /** From 1. */
  night: number;
  /** Id of the rules. */
  rules: string;
}

export const sleeperAsked = (spec: NightSpec, question: string): NightQuestion => spec.questions.find(q => q.id === question) ?? spec.questions[0]!;

export const startOf = (spec: NightSpec): NightState => ({ settings: { ...spec.questions[0]!.set }, question: spec.questions[0]!.id, night: 1, rules: spec.rules[0]!.id });

/** The sliders with the sleeper's own values as what is normal. */
export const controlsOf = (spec: NightSpec, question: string) => spec.controls.map(c => ({ ...c, normal: sleeperAsked(spec, question).set[c.name] as number }));

/** Hours into the night of which the slider of what is left tells (`LATE` in Python). */
const LATE = 6;

/** The generator's parameter from a slider's value. */
function parameter(control: NightControl, value: number): number {
  if (control.form === 'percent') return value / 100;
  if (control.form === 'left') return value >= 100 ? 1e9 : -LATE / Math.log(value / 100);
  return value;
}

/** Who sleeps. A slider left alone leaves the preset as it is: it may stand beside the slider's steps. */
export function sleeperOf(spec: NightSpec, { settings, question, night }: NightState): Sleeper {
  const chosen = sleeperAsked(spec, question), sleeper: Sleeper = { ...chosen.sleeper };
  for (const c of spec.controls) {
    const value = settings[c.name] as number;
    if (Math.abs(value - (chosen.set[c.name] as number)) > 1e-9) sleeper[c.parameter] = parameter(c, value);
  }
  sleeper.factor *= factor(0, spec.seed + night, 0, spec.night_spread);
  return sleeper;
}

export interface Told { drawn: Drawn; scored: ScoredNight; report: Report }

const tell = (drawn: Drawn, spec: NightSpec, id: string): Told => {
  const rules = spec.rules.find(r => r.id === id) ?? spec.rules[0]!, scored = score(drawn.movements, drawn.hypnogram, rules, { breathing: drawn.breathing });
  return { drawn, scored, report: report(scored, drawn.hypnogram, rules) };
};

/** The night by each set of rules, in their order. */
export function tellAll(spec: NightSpec, state: NightState): Told[] {
  const drawn = generate(sleeperOf(spec, state), spec.seed + state.night);
  return spec.rules.map(r => tell(drawn, spec, r.id));
}

/** Numbers of the seven nights that hold this one. */
export function weekOf(night: number, most: number): number[] {
  const first = Math.floor((night - 1) / 7) * 7 + 1;
  return Array.from({ length: 7 }, (_, i) => first + i).filter(n => n <= most);
}

/** Movements an hour of sleep in each of these nights, by the state's rules. */
export function indexes(spec: NightSpec, state: NightState, nights: number[]): number[] {
  return nights.map(night => tell(generate(sleeperOf(spec, { ...state, night }), spec.seed + night), spec, state.rules).report.plmsIndex ?? 0);
}

/** "bouts:5,q:rls-old,night:3,rules:aasm": only what differs from the start, and from the sleeper's own values. */
export function encodeNight(spec: NightSpec, state: NightState): string {
  const start = startOf(spec);
  return [
    encode(controlsOf(spec, state.question), state.settings, state.question === start.question ? null : state.question),
    state.night === 1 ? '' : `night:${state.night}`, state.rules === start.rules ? '' : `rules:${state.rules}`,
  ].filter(Boolean).join(',');
}

/** The reverse of `encodeNight`. Throws an Error whose message names what is wrong. */
export function decodeNight(text: string, spec: NightSpec): NightState {
  const state = startOf(spec), rest: string[] = [];
  for (const part of text.split(',').filter(Boolean)) {
    const [name, value] = part.split(/:(.*)/s);
    if (name === 'night') {
      if (!/^\d+$/.test(value ?? '') || Number(value) < 1 || Number(value) > spec.most) throw new Error(`no night “${value}”`);
      state.night = Number(value);
    } else if (name === 'rules') {
      if (!spec.rules.some(r => r.id === value)) throw new Error(`no rules “${value}”`);
      state.rules = value as string;
    } else rest.push(part);
  }
  const asked = rest.find(p => p.startsWith('q:'))?.slice(2);
  if (asked !== undefined && spec.questions.some(q => q.id === asked)) state.question = asked;
  state.settings = decode(rest.join(','), controlsOf(spec, state.question), spec.questions as never).settings;
  return state;
}
