// Median milliseconds of one run of a model over 48 h with 481 outputs: node engine.mjs MODEL.mjs
import { simulate } from '../web/src/solver/index.ts';
const model = await import(process.argv[2]);
const times = Float64Array.from({ length: 481 }, (_, i) => i / 10), parameters = Float64Array.from(model.defaults);
const at = model.parameters.indexOf('th_expression'), spent = [];
for (let i = 0; i < 300; i++) {
  if (at >= 0) parameters[at] = 0.3 + (i % 8) * 0.2;
  const start = performance.now();
  simulate(model, { parameters, initial: model.initial, times });
  spent.push(performance.now() - start);
}
console.log(spent.slice(100).sort((a, b) => a - b)[100].toFixed(2));
