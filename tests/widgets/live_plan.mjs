// Lives plans as the page does: jobs as JSON on stdin, measures as JSON on stdout (null where there is nothing to read).
// In:  {"module": path, "spec": {}, "jobs": [{"plan": {}, "settings": {}}]}   Out: [{"id": number or null}]
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import '../../web/test-hooks.mjs';

const { live } = await import('../../web/src/figures/live.ts');
const { measured } = await import('../../web/src/figures/measure.ts');
const { module, spec, jobs } = JSON.parse(readFileSync(0, 'utf8'));
const model = await import(pathToFileURL(module).href);
process.stdout.write(JSON.stringify(jobs.map(({ plan, settings }) => {
  const run = live(spec, model, plan, settings);
  return Object.fromEntries(spec.measures.map(m => [m.id, measured(m, run, spec, plan, settings)]));
})));
