/** The figure of doses and what gets in. */
import { DoseResponse } from '../figures/dose-response.tsx';
import { register } from './registry.ts';

register({ 'dose-response': DoseResponse });
