// Lets Node run the tests as they stand: YAML becomes a module, as in the bundle.
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.yaml')) return next(url, context);
    return { format: 'module', shortCircuit: true, source: `export default ${JSON.stringify(parse(fs.readFileSync(fileURLToPath(url), 'utf8')))}` };
  },
});
