/** A widget's model without a kernel: views of one model share it, as in Jupyter. */
import type { HostModel } from './afm.ts';

export class StaticModel implements HostModel {
  #state: Record<string, unknown>;
  #listeners = new Map<string, Set<() => void>>();
  #changed = false;

  constructor(state: Record<string, unknown>) { this.#state = state; }
  get(name: string): unknown { return this.#state[name]; }
  set(name: string, value: unknown): void {
    if (Object.is(this.#state[name], value)) return;
    this.#state[name] = value;
    this.#changed = true;
    this.#tell(`change:${name}`);
  }
  /** There is no kernel to save to; `change` tells the other views, once for all that was set. */
  save_changes(): void {
    if (!this.#changed) return;
    this.#changed = false;
    this.#tell('change');
  }
  on(event: string, callback: () => void): void {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event)?.add(callback);
  }
  off(event: string, callback: () => void): void { this.#listeners.get(event)?.delete(callback); }
  #tell(event: string): void { for (const callback of [...(this.#listeners.get(event) ?? [])]) callback(); }
}
