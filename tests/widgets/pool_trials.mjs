// Pools trials as the browser does: sets as JSON on stdin, results as JSON on stdout.
// In:  [{"effects": [], "variances": [], "model": "random"}]   Out: [{"k": 3, "estimate": ..., ...}]
import { readFileSync } from 'node:fs';
import { pool } from '../../web/src/stats/pool.ts';

const jobs = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(jobs.map(j => pool(j.effects, j.variances, j.model))));
