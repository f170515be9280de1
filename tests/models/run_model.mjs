// Runs a generated model in the browser's solver: jobs as JSON on stdin, results as JSON on stdout.
// In:  {"module": path, "jobs": [{"parameters": {}, "times": [], "events": [], "rtol": 1e-6}]}
// Out: [{"id": [values], ...} for each job, every state and observable; or {"error": text}]
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { simulate } from '../../web/src/solver/index.ts';

const { module, jobs } = JSON.parse(readFileSync(0, 'utf8'));
const model = await import(pathToFileURL(module).href);

function run(job) {
  try {
    const done = simulate(model, job);
    const named = {};
    model.states.forEach((name, i) => { named[name] = Array.from(done.states[i]); });
    model.observables.forEach((name, i) => { named[name] = Array.from(done.observables[i]); });
    return named;
  } catch (error) {
    return { error: String(error) };
  }
}

process.stdout.write(JSON.stringify(jobs.map(run)));
