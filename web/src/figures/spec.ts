/** What Python declares of a figure (`restlesslegs.widgets`), as it arrives in the widget's `spec` trait. */
import type { Sleeper } from '../night/generate.ts';
import type { Movement, Stage } from '../night/recording.ts';
import type { Rules } from '../night/rules.ts';
import type { Hazard } from '../stats/hazard.ts';
import type { Design, Study } from '../trial/design.ts';
import type { Population } from '../trial/patients.ts';

export interface Control {
  name: string;
  label: string;
  hint: string;
  unit: string;
  low: number;
  high: number;
  normal: number;
  step: number;
  /** How the control reads inside the sentence, e.g. "the enzyme". */
  noun: string;
  /** Why the control is conceptual, if it is. */
  conceptual?: string;
}

export interface Readout {
  name: string;
  label: string;
  /** How it reads inside the sentence, e.g. "dopamine outside the cell". */
  noun: string;
  unit: string;
}

export interface TimedChange {
  time: number;
  /** New values; null puts the control's own value back. */
  set: Record<string, number | null>;
}

export interface Question {
  id: string;
  label: string;
  watch: string;
  set: Record<string, number>;
  events: TimedChange[];
  /** How the sentence begins when things happen on the way, e.g. "After a protein meal"; empty: the settings. */
  phrase: string;
  /** Readouts the sentence tells of; empty: the first two. */
  tell: string[];
}

export interface Target {
  readout: string;
  label: string;
  low: number;
  high: number;
  /** Short citation, e.g. "Beard et al. 1994". */
  citation: string;
  fact: string;
  note: string;
}

export interface Comfort {
  value: number;
  label: string;
}

export interface ExplorerSpec {
  kind: 'explorer';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  card: string;
  model: string;
  hours: number;
  /** Clock time of hour zero, if the time axis is a clock. */
  clock: number | null;
  controls: Control[];
  /** Parameters held at another value than normal in this figure. */
  fixed: Record<string, number>;
  /** The first readout is charted; the first two stand in the sentence; all in the table. */
  readouts: Readout[];
  diagram: string | null;
  questions: Question[];
  targets: Target[];
  comfort: Comfort | null;
  responses: boolean;
}

export interface Choice {
  id: string;
  label: string;
  feedback: string;
  right: boolean;
}

export interface PredictSpec extends Omit<ExplorerSpec, 'kind'> {
  kind: 'predict';
  prompt: string;
  /** What is changed before the model answers. */
  set: Record<string, number>;
  /** Hours at which the reader guesses; empty if the reader chooses. */
  guess_at: number[];
  choices: Choice[];
  explanation: string;
}

export interface QuizItem {
  id: string;
  text: string;
  options: { id: string; text: string; feedback: string; right: boolean }[];
}

export interface QuizSpec {
  kind: 'quiz';
  id: string;
  title: string;
  items: QuizItem[];
}

/** One trial of a forest plot, or one arm. Effects in the outcome's unit. */
export interface Trial {
  id: string;
  label: string;
  group: string;
  citation: string;
  source: string;
  n_active: number | null;
  n_placebo: number | null;
  effect: number;
  se: number;
  note: string;
  weeks: number | null;
  dose: string;
}

/** A measured change to compare with: a line, or a band if `low` and `high` differ. */
export interface Reference {
  low: number;
  high: number;
  label: string;
  citation: string;
  fact: string;
  note: string;
  /** Whether it is drawn at first. */
  shown: boolean;
}

export interface ForestQuestion {
  id: string;
  label: string;
  watch: string;
  /** The trials it chooses, by id. */
  chosen: string[];
  model: 'random' | 'fixed';
  leave_one_out: boolean;
  /** How the sentence begins, e.g. "Without the trials in anaemia"; empty: how many trials are chosen. */
  phrase: string;
}

export interface ForestSpec {
  kind: 'forest';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  /** `difference` of two arms, or `change` within one arm each. */
  measure: 'difference' | 'change';
  /** How the outcome reads in the sentence ("the IRLS score"), and its unit. */
  outcome: string;
  unit: string;
  /** The axis's name. */
  axis: string;
  /** Which way is an improvement. */
  better: 'lower' | 'higher';
  /** How the treatment and what it is compared with read in the sentence. */
  treatment: string;
  comparator: string;
  /** What stands at the axis's sides, left and right. */
  sides: [string, string];
  trials: Trial[];
  /** The state at the start. */
  start: { chosen: string[]; model: 'random' | 'fixed' };
  reference: Reference | null;
  questions: ForestQuestion[];
}

export interface GradingItem {
  id: string;
  statement: string;
  /** Where the book's verdict stands on the scale. */
  level: number;
  verdict: string;
  grade: string;
  why: string;
  leaves_out: string;
}

export interface GradingSpec {
  kind: 'grading';
  id: string;
  title: string;
  subtitle: string;
  about: string[];
  /** Words of the scale, from the most to the least trusting. */
  scale: string[];
  items: GradingItem[];
}
/** A row of a plan: spans ([from, to]) or doses ([at]), in hours from the start of the run. */
export type Plan = Record<string, number[][]>;

export interface LaneSpec {
  id: string;
  label: string;
  /** How it reads inside a sentence: "asleep", "a tablet". */
  noun: string;
  /** The same for several. */
  plural: string;
  /** What it stands for; gives the color. */
  color: string;
  kind: 'span' | 'dose';
  plan: number[][];
  /** Parameters that hold inside a span. */
  inside: Record<string, number>;
  /** What a dose adds to states: a number, or the name of a control. */
  dose: Record<string, number | string>;
  /** Control that gives the hours between doses; empty: they stand as they are. */
  every: string;
  step: number;
  most: number;
  shade: boolean;
  /** Whether the sentence tells of it. */
  told: boolean;
}

export interface PanelSpec {
  title: string;
  curves: { name: string; label: string; kind: string }[];
  low: number;
  high: number | null;
  /** Lane of doses: one bar a dose instead of curves. */
  per: string;
  level: number | null;
  level_label: string;
}

export interface MeasureSpec {
  id: string;
  label: string;
  readout: string;
  what: string;
  lane: string;
  /** Of the lane's spans only this one; -1 is the last. */
  span: number | null;
  level: number | null;
  after: number;
  until: number | null;
  form: 'number' | 'clock' | 'hours' | 'percent' | 'share';
  /** Of a number. */
  decimals: number;
  unit: string;
  /** Stands before the value in the sentence; `never` for it where there is nothing to read. */
  lead: string;
  never: string;
}

export interface PlanQuestion {
  id: string;
  label: string;
  watch: string;
  set: Record<string, number>;
  plan: Plan;
}

export interface Prediction {
  prompt: string;
  choices: Choice[];
  explanation: string;
}

export interface ScheduleSpec {
  kind: 'schedule';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  card: string;
  model: string;
  hours: number;
  clock: number | null;
  /** `free`: no parameter of the model, but a dose or an interval. */
  controls: (Control & { free: boolean })[];
  fixed: Record<string, number>;
  /** Parameters that hold outside all spans. */
  base: Record<string, number>;
  lanes: LaneSpec[];
  panels: PanelSpec[];
  measures: MeasureSpec[];
  /** Names of measures in braces, and {plan} and {setting}. */
  sentence: string;
  questions: PlanQuestion[];
  prediction: Prediction | null;
}

export interface TraceSpec {
  kind: 'trace';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  prompt: string;
  seconds: number;
  /** Of the noise. */
  seed: number;
  /** All through. */
  stage: Stage;
  /** By onset. */
  movements: Movement[];
  /** The first say what a burst is. */
  rules: Rules[];
}

export interface NightControl extends Control {
  parameter: keyof Sleeper;
  /** How the parameter comes of the slider's value; "left": percent of bouts left late in the night. */
  form: 'plain' | 'percent' | 'left';
}

export interface NightQuestion {
  id: string;
  label: string;
  watch: string;
  /** How the sentence begins. */
  phrase: string;
  sleeper: Sleeper;
  /** Where the sliders stand for it. */
  set: Record<string, number>;
}

export interface NightSpec {
  kind: 'night';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  controls: NightControl[];
  /** The first is the start. */
  questions: NightQuestion[];
  rules: Rules[];
  threshold: { fact: string; value: number; citation: string };
  shares: { fact: string; value: string; who: string; citation: string }[];
  /** From which the nights' seeds are counted. */
  seed: number;
  most: number;
  /** Spread of the bouts' number between nights of one person (of its logarithm). */
  night_spread: number;
}

export interface TrialControl extends Control {
  /** Parameter of the study or of the patients, and how it comes of the slider's value. */
  parameter: string;
  of: 'study' | 'patients';
  form: 'plain' | 'percent';
}

export interface TrialQuestion {
  id: string;
  label: string;
  watch: string;
  set: Record<string, number>;
  design: Design;
  repeated: boolean;
  published: boolean;
  mixed: boolean;
}

export interface TrialSpec {
  kind: 'trial';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  controls: TrialControl[];
  /** The first is the start. */
  questions: TrialQuestion[];
  designs: Design[];
  /** How the treatment reads in a sentence. */
  treatment: string;
  population: Population;
  study: Study;
  /** Studies done together, and their patients an arm where they differ. */
  repeats: number;
  sizes: [number, number];
  seed: number;
  /** Published studies without a group to compare with. */
  compare: { id: string; label: string; n: number; change: number; fact: string; citation: string }[];
  /** What to say of published studies by lot. */
  unpublished: string;
  prediction: Prediction | null;
}

export interface PeopleGroup {
  label: string;
  noun: string;
  note: string;
  /** How many of a hundred; ends of the 95 % interval, null where none was seen. */
  value: number;
  low: number | null;
  high: number | null;
  facts: string[];
  citation: string;
  /** At a year beyond what its study watched; set by the figure. */
  carried?: boolean;
  /** In a scene of years: what makes the count of the year. */
  hazard: Hazard | null;
}

export interface PeopleScene {
  id: string;
  label: string;
  watch: string;
  /** What happens to those counted, as it reads after them. */
  what: string;
  kind: 'good' | 'bad';
  /** Whether the reader guesses first. */
  guess: boolean;
  groups: PeopleGroup[];
  /** In a scene of years: the last one, and where the reader starts. */
  years: { most: number; start: number } | null;
  /** First less second, of a hundred. */
  difference: { value: number; low: number | null; high: number | null } | null;
}

export interface PeopleSpec {
  kind: 'population';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  of: number;
  questions: PeopleScene[];
}

export interface DoseLineSpec {
  state: string;
  absorbed: string;
  label: string;
  noun: string;
  kind: string;
}

export interface DoseResponseSpec {
  kind: 'dose-response';
  id: string;
  title: string;
  subtitle: string;
  badge: string;
  about: string[];
  card: string;
  model: string;
  /** The first is guessed, and measured. */
  lines: DoseLineSpec[];
  low: number;
  high: number;
  /** Where the cursor stands at first. */
  start: number;
  step: number;
  unit: string;
  hours: number;
  controls: Control[];
  points: { dose: number; fact: string; share: number; sd: number | null; words: string; citation: string; fitted: boolean }[];
  guess_at: number[];
  prompt: string;
  explanation: string;
}

export type Spec = ExplorerSpec | PredictSpec | QuizSpec | GradingSpec | ForestSpec | ScheduleSpec | TraceSpec | NightSpec | TrialSpec | PeopleSpec | DoseResponseSpec;
