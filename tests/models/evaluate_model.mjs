// Evaluates a generated model's own functions: points as JSON on stdin, values as JSON on stdout.
// In:  {"module": path, "points": [{"t": 0, "y": [], "p": []}]}
// Out: {"lists": {...}, "values": [{"rhs": [], "jacobian": [], "dfdt": [], "observe": []}]}
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { module, points } = JSON.parse(readFileSync(0, 'utf8'));
const model = await import(pathToFileURL(module).href);
const n = model.states.length;

const values = points.map(({ t, y, p }) => {
  // Filled with nonsense first: a function must write every element.
  const call = (name, length) => {
    const out = new Float64Array(length).fill(1e99);
    model[name](t, Float64Array.from(y), Float64Array.from(p), out);
    return Array.from(out);
  };
  return { rhs: call('rhs', n), jacobian: call('jacobian', n * n), dfdt: call('dfdt', n), observe: call('observe', model.observables.length) };
});
const lists = Object.fromEntries(Object.entries(model).filter(([, value]) => typeof value !== 'function'));
process.stdout.write(JSON.stringify({ lists, values }));
