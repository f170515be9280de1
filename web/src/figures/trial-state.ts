/** The state of a virtual trial: which study, on whom, how often; what comes of it, and how an address holds it. */
import { run, type Design, type Patient, type Study } from '../trial/design.ts';
import { course, type Population } from '../trial/patients.ts';
import { sampleSize } from '../trial/power.ts';
import { conduct, funnel, outcomeOf, predict, repeat, type Funnel, type Outcome, type Prediction } from '../trial/report.ts';
import type { Settings } from './run.ts';
import type { TrialQuestion, TrialSpec } from './spec.ts';
import { decode, encode } from './state.ts';

export interface TrialState {
  settings: Settings;
  /** Id of the question asked last; it names no more than that. */
  question: string;
  design: Design;
  /** From 1. */
  number: number;
  repeated: boolean;
  published: boolean;
  mixed: boolean;
}

const FLAGS = ['repeated', 'published', 'mixed'] as const;

export const questionAsked = (spec: TrialSpec, id: string): TrialQuestion => spec.questions.find(q => q.id === id) ?? spec.questions[0]!;

export function stateOf(question: TrialQuestion, number = 1): TrialState {
  const { id, set, design, repeated, published, mixed } = question;
  return { settings: { ...set }, question: id, design, number, repeated, published, mixed };
}

/** The numbers that the sliders changed; one left alone leaves the number as it is: it may stand beside the slider's steps. */
function moved(spec: TrialSpec, settings: Settings, of: 'study' | 'patients'): Record<string, number> {
  return Object.fromEntries(spec.controls.filter(c => c.of === of && Math.abs((settings[c.name] as number) - c.normal) > 1e-9)
    .map(c => [c.parameter, (settings[c.name] as number) / (c.form === 'percent' ? 100 : 1)]));
}

/** The patients as the sliders have them. Less placebo response is also less spread of it, between people and between studies. */
export function populationOf(spec: TrialSpec, { settings }: TrialState): Population {
  const own = spec.population, people: Population = { ...own, ...moved(spec, settings, 'patients') };
  if (people.placebo === own.placebo) return people;
  const share = people.placebo / own.placebo;
  return { ...people, placeboSpread: share * own.placeboSpread, placeboStudies: share * own.placeboStudies };
}
export function studyOf(spec: TrialSpec, { settings, design }: TrialState): Study {
  const study = { ...spec.study, ...moved(spec, settings, 'study'), design };
  return { ...study, n: Math.floor(study.n + 0.5) };   // patients are whole
}

/** Weeks before the first visit that are drawn. */
export const BEFORE = 12;

export interface Course { treated: boolean; scores: number[] }
export interface Seen { outcome: Outcome; courses: Course[] }

const coursesOf = (patients: Patient[], people: Population, study: Study, seed: number, number: number): Course[] =>
  patients.map(p => ({ treated: p.care === 'treated', scores: course(people, { seed, study: number, person: p.person }, -BEFORE, study.weeks, p.care, study.effect) }));

/** Patients a group whose courses are averaged over a hundred studies; more would not move the line by what can be seen. */
const AVERAGED = 2000;

/** The present study, and the course of each of its patients from `BEFORE` weeks before it to its end, had they been measured weekly. */
export function conductSeen(spec: TrialSpec, state: TrialState): Seen {
  const people = populationOf(spec, state), study = studyOf(spec, state), { patients, screened } = run(people, study, spec.seed, state.number - 1);
  return { outcome: outcomeOf(patients, screened, study), courses: coursesOf(patients, people, study, spec.seed, state.number - 1) };
}

/** A group's mean score in each week. */
export interface Mean { treated: boolean; scores: number[] }

export function meansOf(courses: Course[]): Mean[] {
  return [true, false].map(treated => ({ treated, own: courses.filter(c => c.treated === treated) })).filter(g => g.own.length)
    .map(({ treated, own }) => ({ treated, scores: (own[0] as Course).scores.map((_, i) => own.reduce((sum, c) => sum + (c.scores[i] as number), 0) / own.length) }));
}

export interface Hundred {
  outcomes: Outcome[];
  /** Over patients of all studies. */
  means: Mean[];
  funnel: Funnel;
  /** What a study of each published size would find on these patients, in the order of `spec.compare`. */
  beside: Prediction[];
  /** Patients to draw by lot into each group so that eight of ten such trials find the effect; null where there is none to find. */
  needed: number | null;
}

const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;

/** Patients of the one large study from which bars are drawn: its mean is sure to a tenth of a point. */
const LARGE = 5000;

function besideOf(spec: TrialSpec, people: Population, study: Study): Prediction[] {
  const large = conduct({ ...people, placeboStudies: 0 }, { ...study, n: LARGE }, spec.seed).treated;
  return spec.compare.map(c => predict(large.change.value ?? 0, Math.max(0.01, large.changeSd ?? 0), people.placeboStudies, c.n, c.change));
}

/** The same study a hundred times, each time on other patients. */
export function hundred(spec: TrialSpec, state: TrialState): Hundred {
  const people = populationOf(spec, state), study = studyOf(spec, state), outcomes = repeat(people, study, spec.seed, spec.repeats, state.mixed ? spec.sizes : null);
  const told = outcomes.filter(o => o.treated.change.value !== null && o.treated.changeSd !== null);
  const sd = Math.sqrt(mean(told.map(o => (o.treated.changeSd as number) ** 2))), lost = mean(outcomes.map(o => o.treated.lost / o.treated.enrolled));
  const beside = spec.compare.length && study.design === 'before-after' ? besideOf(spec, people, study) : [];
  let needed: number | null = null;
  if (study.effect > 0 && study.design !== 'before-after') {
    const found = -mean(outcomes.map(o => o.result.value ?? 0));
    try { needed = found > 0.05 ? sampleSize(found, Math.max(0.01, sd), 0.8, study.level, Math.min(0.95, lost)) : null; } catch { needed = null; }
  }
  const each = Math.max(2, Math.min(study.n, Math.floor(AVERAGED / spec.repeats)));
  const means = meansOf(Array.from({ length: spec.repeats }, (_, i) => coursesOf(run(people, study, spec.seed, i, each).patients, people, study, spec.seed, i)).flat());
  return { outcomes, means, funnel: funnel(outcomes, study.effect), beside, needed };
}

/** "n:80,q:sham,design:sham,study:3,repeated:1": only what differs from the question's own state. */
export function encodeTrial(spec: TrialSpec, state: TrialState): string {
  const own = stateOf(questionAsked(spec, state.question)), start = spec.questions[0]!.id;
  const controls = spec.controls.map(c => ({ ...c, normal: own.settings[c.name] as number }));
  return [
    encode(controls, state.settings, state.question === start ? null : state.question),
    state.design === own.design ? '' : `design:${state.design}`, state.number === 1 ? '' : `study:${state.number}`,
    ...FLAGS.map(f => (state[f] === own[f] ? '' : `${f}:${Number(state[f])}`)),
  ].filter(Boolean).join(',');
}

/** The reverse of `encodeTrial`. Throws an Error whose message names what is wrong. */
export function decodeTrial(text: string, spec: TrialSpec): TrialState {
  const parts = text.split(',').filter(Boolean).map(p => p.split(/:(.*)/s) as [string, string?]);
  const asked = parts.find(([name]) => name === 'q')?.[1];
  if (asked !== undefined && !spec.questions.some(q => q.id === asked)) throw new Error(`no question “${asked}”`);
  const state = stateOf(questionAsked(spec, asked ?? '')), rest: string[] = [];
  for (const [name, value = ''] of parts) {
    if (name === 'design') {
      if (!spec.designs.includes(value as Design)) throw new Error(`no design “${value}”`);
      state.design = value as Design;
    } else if (name === 'study') {
      if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > spec.repeats) throw new Error(`no study “${value}”`);
      state.number = Number(value);
    } else if ((FLAGS as readonly string[]).includes(name)) {
      if (value !== '0' && value !== '1') throw new Error(`${name} is “${value}”, not 0 or 1`);
      state[name as (typeof FLAGS)[number]] = value === '1';
    } else if (name !== 'q') rest.push(`${name}:${value}`);
  }
  state.settings = decode(rest.join(','), spec.controls.map(c => ({ ...c, normal: state.settings[c.name] as number })), []).settings;
  return state;
}
