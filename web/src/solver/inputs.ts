/** What callers give: names to indices, and plain words when something is wrong. */
import { SolverError } from './errors.ts';
import { Rodas4 } from './rodas4.ts';
import type { OdeModel, Values } from './types.ts';

const integrators = new WeakMap<OdeModel, Rodas4>();

/** The integrator of a model, made once and used again: runs of one model never overlap. */
export function integratorOf(model: OdeModel): Rodas4 {
  let integrator = integrators.get(model);
  if (integrator === undefined) {
    integrator = new Rodas4(model);
    integrators.set(model, integrator);
  }
  return integrator;
}

export function inputError(model: OdeModel, text: string, time = NaN): SolverError {
  return new SolverError("input", time, `Model "${model.id}": ${text}`);
}

/** Index of a parameter or state, or an error naming it. */
export function indexOf(model: OdeModel, kind: 'parameter' | 'state', name: string, time = NaN): number {
  const index = (kind === 'parameter' ? model.parameters : model.states).indexOf(name);
  if (index < 0) throw inputError(model, `there is no ${kind} "${name}".`, time);
  return index;
}

/** Throw unless `value` is a finite number; `what` begins the sentence. */
export function requireFinite(model: OdeModel, what: string, value: unknown, time = NaN): void {
  if (!Number.isFinite(value)) throw inputError(model, `${what} is ${String(value)}, not a finite number.`, time);
}

/** Write `values` (by name over the model's own, or a whole vector) into `out`; `p`, where given, says for which parameters a state is the model's own. */
export function fill(model: OdeModel, kind: 'parameter' | 'state', values: Values | undefined, out: Float64Array, p?: Float64Array): void {
  const own = kind === 'parameter' ? model.defaults : model.initial;
  const names = kind === 'parameter' ? model.parameters : model.states;
  if (values !== undefined && isVector(values)) {
    if (values.length !== out.length) {
      throw inputError(model, `${values.length} ${kind} values were given, ${out.length} are needed.`);
    }
    out.set(values);
  } else {
    if (kind === 'state' && p && model.start) model.start(0, out, p, out);
    else out.set(own);
    for (const name in values) out[indexOf(model, kind, name)] = values[name]!;
  }
  for (let i = 0; i < out.length; i++) requireFinite(model, `${kind} "${names[i]}"`, out[i]);
}

function isVector(values: Values): values is ArrayLike<number> {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}
