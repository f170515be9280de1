// Runs studies as the browser does: jobs as JSON on stdin, results (or {"error": message}) as JSON on stdout.
// In:  [{"course": [...]} | {"conduct": [...]} | {"repeat": [...]} | {"funnel": [...repeat, effect]} | {"predict": [...]} | {"power": [...]} | {"size": [...]} | {"normal": [...]}]
import { readFileSync } from 'node:fs';
import { normalCdf } from '../../web/src/stats/normal.ts';
import { course } from '../../web/src/trial/patients.ts';
import { power, sampleSize } from '../../web/src/trial/power.ts';
import { conduct, funnel, predict, repeat } from '../../web/src/trial/report.ts';

const KINDS = { course, conduct, repeat, predict, power, size: sampleSize, normal: normalCdf, funnel: (...given) => funnel(repeat(...given.slice(0, -1)), given.at(-1)) };

const run = job => {
  const [kind, given] = Object.entries(job)[0];
  try { return KINDS[kind](...given); } catch (error) { if (error instanceof RangeError) return { error: error.message }; throw error; }
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(run)));
