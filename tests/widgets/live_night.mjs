// Judges traces and draws nights as the page does: jobs as JSON on stdin, results as JSON on stdout.
// In:  [{"trace": {spec, marks, rules}} | {"night": {spec, state}}]
import { readFileSync } from 'node:fs';
import '../../web/test-hooks.mjs';

const { burstsOf, compareMarks, judge } = await import('../../web/src/figures/trace-state.ts');
const { tellAll } = await import('../../web/src/figures/night-state.ts');
const run = ({ trace, night }) => {
  if (night) return tellAll(night.spec, night.state).map(({ drawn, scored, report }) => ({ events: scored.events, breathing: drawn.breathing, stages: drawn.hypnogram.stages, report }));
  const found = burstsOf(trace.spec), { verdicts } = judge(trace.spec, found, trace.rules);
  return { bursts: found, verdicts, ...compareMarks(found, trace.marks, verdicts) };
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(run)));
