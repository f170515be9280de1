// Works out risks as the browser does: [[hazard, years], ...] as JSON on stdin, risks (or {"error": message}) as JSON on stdout.
import { readFileSync } from 'node:fs';
import { riskAt } from '../../web/src/stats/hazard.ts';

const run = ([hazard, years]) => { try { return riskAt(hazard, years); } catch (error) { if (error instanceof RangeError) return { error: error.message }; throw error; } };
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(run)));
