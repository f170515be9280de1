/** The figure of a hundred people a group. */
import { PeopleFigure } from '../figures/people.tsx';
import { register } from './registry.ts';

register({ population: PeopleFigure });
