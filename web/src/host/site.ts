/** The host of the static book: hands each figure its saved widget state, and brings its picture to life in place. */
import { hydrate } from 'preact';
import type { OdeModel } from '../solver/types.ts';
import { figureOf } from './figure.tsx';
import { enhancePage } from './page.ts';
import { StaticModel } from './static-model.ts';

interface WidgetState { state: Record<string, { model_name: string; state: Record<string, unknown> }> }

declare global {
  // Registered by the classic script of each model that the page uses.
  var restlesslegsModels: Record<string, OdeModel> | undefined;
}

function start(): void {
  const source = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
  const saved = source ? (JSON.parse(source.textContent ?? '') as WidgetState).state : {};
  const shared = new Map<string, StaticModel>();
  for (const place of document.querySelectorAll<HTMLElement>('.rl-figure[data-model-id]')) {
    const id = place.dataset['modelId'] as string, state = saved[id]?.state;
    try {
      if (!state) throw new Error(`no state for widget ${id}`);
      if (!shared.has(id)) shared.set(id, new StaticModel(state));
      hydrate(figureOf(shared.get(id) as StaticModel, globalThis.restlesslegsModels ?? {}, true), place);
      place.dataset['live'] = '';
    } catch (error) {
      // The picture and its sentence stay; the page says that they do not move.
      const note = document.createElement('p');
      note.className = 'message';
      note.textContent = `This figure could not start: ${(error as Error).message}`;
      place.append(note);
      console.error(error);
    }
  }
  enhancePage();
}

start();
