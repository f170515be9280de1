/** The widget module that anywidget loads in Jupyter: all figures and all models. */
import { render } from 'preact';
import models from 'virtual:models';
import type { HostModel } from './afm.ts';
import { figureOf } from './figure.tsx';

export default {
  render({ model, el }: { model: HostModel; el: HTMLElement }) {
    el.classList.add('rl-figure');
    render(figureOf(model, models, false), el);
    return () => render(null, el);
  },
};
