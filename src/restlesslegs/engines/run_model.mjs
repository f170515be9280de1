// Runs a generated model in the browser's solver: jobs as JSON on stdin, results as JSON on stdout.
// In:  {"solver": path, "module": path, "jobs": [{"parameters": {}, "times": [], "events": [], "rtol": 1e-6}]}
// Out: [{"values": {"id": [values], ...}, "ms": 1.5} for each job, every state and observable; or {"error": text}]
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { solver, module, jobs } = JSON.parse(readFileSync(0, 'utf8'));
const { simulate } = await import(pathToFileURL(solver).href);
const model = await import(pathToFileURL(module).href);

function run(job) {
  try {
    const begun = performance.now();
    const done = simulate(model, job);
    const ms = performance.now() - begun;
    const values = {};
    model.states.forEach((name, i) => { values[name] = Array.from(done.states[i]); });
    model.observables.forEach((name, i) => { values[name] = Array.from(done.observables[i]); });
    return { values, ms };
  } catch (error) {
    return { error: String(error) };
  }
}

process.stdout.write(JSON.stringify(jobs.map(run)));
