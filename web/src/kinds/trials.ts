/** The figure of studies on virtual patients. */
import { TrialFigure } from '../figures/trial.tsx';
import { register } from './registry.ts';

register({ trial: TrialFigure });
