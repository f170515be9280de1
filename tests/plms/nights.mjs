// Scores and draws nights as the browser does: jobs as JSON on stdin, results as JSON on stdout.
// In:  [{"score": {movements, hypnogram, rules, breathing, shortStart}} | {"night": {sleeper, seed}} | {"emg": {...}} | {"factor": [...]}]
import { readFileSync } from 'node:fs';
import { emg } from '../../web/src/night/emg.ts';
import { factor, generate } from '../../web/src/night/generate.ts';
import { report } from '../../web/src/night/report.ts';
import { score } from '../../web/src/night/score.ts';

const run = job => {
  if (job.score) {
    const { movements, hypnogram, rules, breathing, shortStart } = job.score, night = score(movements, hypnogram, rules, { breathing, shortStart });
    return { ...night, report: report(night, hypnogram, rules) };
  }
  if (job.night) return generate(job.night.sleeper, job.night.seed);
  if (job.emg) return emg(job.emg.movements, job.emg.leg, job.emg);
  return factor(...job.factor);
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(run)));
