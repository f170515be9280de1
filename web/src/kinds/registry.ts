/** Kinds of figures whose script a page loads only if it has one of them (`build.mjs` says which are bundled together). */
import type { ComponentType } from 'preact';
import type { HostModel } from '../host/afm.ts';
import type { OdeModel } from '../solver/types.ts';

export type Kind = ComponentType<{ spec: never; ode: OdeModel | undefined; host: HostModel; address: boolean }>;

export const kinds: Record<string, Kind> = {};

/** Makes kinds of figures known, by the `kind` of their spec. */
export function register(more: Record<string, unknown>): void {
  Object.assign(kinds, more);
}
