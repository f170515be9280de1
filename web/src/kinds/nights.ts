/** The figures of leg movements in sleep, with scorer and generator. */
import { Night } from '../figures/night.tsx';
import { Trace } from '../figures/trace.tsx';
import { register } from './registry.ts';

register({ night: Night, trace: Trace });
