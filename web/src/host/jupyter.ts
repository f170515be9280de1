/** The widget module that anywidget loads in Jupyter: all figures and all models. */
import { render } from 'preact';
import models from 'virtual:models';
import type { HostModel } from './afm.ts';
import '../kinds/doses.ts';
import '../kinds/nights.ts';
import '../kinds/people.ts';
import '../kinds/trials.ts';
import { figureOf } from './figure.tsx';

export default {
  render({ model, el }: { model: HostModel; el: HTMLElement }) {
    el.classList.add('rl-figure');
    // JupyterLab's shortcuts match the focused element before they look at its ancestors: the mark must stand on it.
    el.addEventListener('focusin', e => (e.target as Element).setAttribute('data-lm-suppress-shortcuts', 'true'));
    render(figureOf(model, models, false), el);
    return () => render(null, el);
  },
};
