// Runs virtual trials as the page does: [{spec, state}] as JSON on stdin; outcomes and sentences as JSON on stdout.
import { readFileSync } from 'node:fs';
import '../../web/test-hooks.mjs';

const { conductSeen, decodeTrial, encodeTrial, hundred, studyOf } = await import('../../web/src/figures/trial-state.ts');
const run = ({ spec, state }) => {
  const { outcome, courses } = conductSeen(spec, state), many = hundred(spec, state), { design, number, repeated, published, mixed, settings, question } = decodeTrial(encodeTrial(spec, state), spec);
  return { outcome, ends: courses.map(c => [c.treated, c.scores.at(12), c.scores.at(-1)]), many, study: studyOf(spec, state), again: { settings, question, design, number, repeated, published, mixed } };
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(run)));
