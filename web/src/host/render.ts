/** Draws a figure without a browser: reads a widget's state as JSON, prints `{ "html": ..., "sentence": ... }`. */
import fs from 'node:fs';
import render from 'preact-render-to-string';
import models from 'virtual:models';
import '../kinds/doses.ts';
import '../kinds/nights.ts';
import '../kinds/people.ts';
import '../kinds/trials.ts';
import { figureOf } from './figure.tsx';
import { StaticModel } from './static-model.ts';

const state = JSON.parse(fs.readFileSync(0, 'utf8')) as Record<string, unknown>;
const html = render(figureOf(new StaticModel(state), models, true));
const plain = (text: string) => text.replace(/<[^>]+>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const sentence = (/<p class="sentence">(.*?)<\/p>/s.exec(html) ?? /<p class="prompt">(.*?)<\/p>/s.exec(html))?.[1] ?? '';
process.stdout.write(JSON.stringify({ html, sentence: plain(sentence) }));
