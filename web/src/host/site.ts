/** The host of the static book: hands each figure its saved widget state, and brings its picture to life in place. */
import { hydrate } from 'preact';
import lent from 'virtual:shared';
import type { OdeModel } from '../solver/types.ts';
import { figureOf } from './figure.tsx';
import { startFilters } from './filter.ts';
import { enhancePage } from './page.ts';
import { StaticModel } from './static-model.ts';

interface WidgetState { state: Record<string, { model_name: string; state: Record<string, unknown> }> }

declare global {
  // Registered by the classic script of each model that the page uses.
  var restlesslegsModels: Record<string, OdeModel> | undefined;
  // Left by the script of each group of kinds that the page uses; it takes the modules it shares with this script.
  var restlesslegsKinds: ((shared: Record<string, unknown>) => void)[] | undefined;
}

/** Brings one figure to life in place; what fails is said beside its picture, which stays. */
function enliven(place: HTMLElement, saved: WidgetState['state'], shared: Map<string, StaticModel>): void {
  if (place.dataset['live'] !== undefined) return;
  place.dataset['live'] = '';
  const id = place.dataset['modelId'] as string, state = saved[id]?.state;
  try {
    if (!state) throw new Error(`no state for figure ${id}`);
    if (!shared.has(id)) shared.set(id, new StaticModel(state));
    hydrate(figureOf(shared.get(id) as StaticModel, globalThis.restlesslegsModels ?? {}, true), place);
  } catch (error) {
    const note = document.createElement('p');
    note.className = 'message';
    note.textContent = `This figure could not start: ${(error as Error).message}`;
    place.append(note);
    console.error(error);
  }
}

function start(): void {
  for (const give of globalThis.restlesslegsKinds ?? []) give(lent);
  const source = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
  const saved = source ? (JSON.parse(source.textContent ?? '') as WidgetState).state : {};
  const shared = new Map<string, StaticModel>();
  const waiting = [...document.querySelectorAll<HTMLElement>('.rl-figure[data-model-id]')];
  const live = (place: HTMLElement) => enliven(place, saved, shared);
  // A figure the reader touches starts at once; the others one after another, between frames, so that the page answers meanwhile.
  for (const event of ['focusin', 'pointerover', 'pointerdown']) {
    document.addEventListener(event, e => { const place = (e.target as Element).closest?.<HTMLElement>('.rl-figure[data-model-id]'); if (place) live(place); }, true);
  }
  const next = () => { const place = waiting.shift(); if (place) { live(place); setTimeout(next, 1); } };
  waiting.sort((a, b) => Math.abs(a.getBoundingClientRect().top) - Math.abs(b.getBoundingClientRect().top));
  next();
  enhancePage();
  startFilters();
}

start();
