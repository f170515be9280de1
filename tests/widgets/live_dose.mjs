// What gets in, as the page computes it. In: {"module": path, "spec": {}, "settings": {}, "doses": []}   Out: amounts, a list a line of the spec.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import '../../web/test-hooks.mjs';

const { absorbed } = await import('../../web/src/figures/dose.ts');
const { module, spec, settings, doses } = JSON.parse(readFileSync(0, 'utf8'));
const model = await import(pathToFileURL(module).href);
process.stdout.write(JSON.stringify(spec.lines.map(line => doses.map(dose => absorbed(spec, model, line, dose, settings)))));
