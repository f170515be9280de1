/** Chooses the figure that a widget's `spec` asks for. */
import type { VNode } from 'preact';
import { Explorer } from '../figures/explorer.tsx';
import { Forest } from '../figures/forest.tsx';
import { Grading } from '../figures/grading.tsx';
import { Predict } from '../figures/predict.tsx';
import { Quiz } from '../figures/quiz.tsx';
import { Schedule } from '../figures/schedule.tsx';
import type { Spec } from '../figures/spec.ts';
import { kinds } from '../kinds/registry.ts';
import type { OdeModel } from '../solver/types.ts';
import type { HostModel } from './afm.ts';

/** The figure as a virtual node. Throws if its kind or its model is unknown. */
export function figureOf(host: HostModel, models: Record<string, OdeModel>, address: boolean): VNode {
  const spec = host.get('spec') as Spec;
  if (spec.kind === 'quiz') return <Quiz spec={spec} host={host} />;
  if (spec.kind === 'grading') return <Grading spec={spec} host={host} address={address} />;
  if (spec.kind === 'forest') return <Forest spec={spec} host={host} address={address} />;
  const ode = 'model' in spec ? models[spec.model] : undefined;
  if ('model' in spec && !ode) throw new Error(`figure '${spec.id}': no model '${spec.model}'`);
  const Kind = kinds[spec.kind];
  if (Kind) return <Kind spec={spec as never} ode={ode} host={host} address={address} />;
  if (!ode) throw new Error(`figure '${spec.id}': the script of its kind '${spec.kind}' is missing`);
  if (spec.kind === 'explorer') return <Explorer spec={spec} ode={ode} host={host} address={address} />;
  if (spec.kind === 'predict') return <Predict spec={spec} ode={ode} host={host} />;
  if (spec.kind === 'schedule') return <Schedule spec={spec} ode={ode} host={host} address={address} />;
  throw new Error(`no figure of kind '${(spec as { kind: string }).kind}'`);
}
