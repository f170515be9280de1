// Median milliseconds of a hundred sham-controlled studies of 50 patients an arm, ten thousand in all: node patients.mjs, [population, study] as JSON on stdin.
import { readFileSync } from 'node:fs';
import { repeat } from '../web/src/trial/report.ts';
const [population, study] = JSON.parse(readFileSync(0, 'utf8')), spent = [];
for (let i = 0; i < 11; i++) {
  const start = performance.now();
  repeat(population, study, i);
  spent.push(performance.now() - start);
}
console.log(`${spent[0].toFixed(1)} ${spent.slice(1).sort((a, b) => a - b)[5].toFixed(1)}`);
