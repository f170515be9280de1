// Median milliseconds of scoring and reporting a night of 1,000 movements: node score.mjs, rules as JSON on stdin.
import { readFileSync } from 'node:fs';
import { score } from '../web/src/night/score.ts';
import { report } from '../web/src/night/report.ts';
const rules = JSON.parse(readFileSync(0, 'utf8'));
const hypnogram = { start: 0, stages: Array.from({ length: 960 }, (_, i) => ['N2', 'N3', 'R', 'W'][Math.floor(i / 40) % 4]) };
const movements = Array.from({ length: 1000 }, (_, i) => ({ onset: i * 28 + (i % 7), duration: 1 + (i % 5) * 0.5, leg: i % 2 ? 'L' : 'R' })), spent = [];
for (let i = 0; i < 60; i++) {
  const start = performance.now();
  report(score(movements, hypnogram, rules), hypnogram, rules);
  spent.push(performance.now() - start);
}
console.log(`${spent[0].toFixed(1)} ${spent.slice(20).sort((a, b) => a - b)[20].toFixed(2)}`);
