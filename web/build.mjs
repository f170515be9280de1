// Bundles the front end. Called by `restlesslegs.frontend`:
//   node build.mjs --models DIR --out DIR
// DIR/models holds one generated ES module a model; OUT receives
//   figures.mjs   the widget module for Jupyter (figures and all models)
//   site.js       the classic script of the static book (host and figures, no models)
//   models/*.js   one classic script a model, loaded only by pages that use it
//   kinds/*.js    one classic script a group of figure kinds, loaded only by pages that have one; kinds/kinds.json says which
//   render.mjs    draws a figure's first picture without a browser (Node);  solver.mjs  runs models there
//   site.css      the book's look;  figure.css  the figures' look (also inside figures.mjs);  claims.css  that of claim cards
import fs from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';
import { parse } from 'yaml';

const option = name => {
  const at = process.argv.indexOf(name);
  if (at < 0 || !process.argv[at + 1]) { console.error(`build.mjs: missing ${name} DIR`); process.exit(2); }
  return path.resolve(process.argv[at + 1]);
};
const modelsDir = option('--models'), out = option('--out');
const ids = fs.readdirSync(modelsDir).filter(f => f.endsWith('.js')).map(f => f.slice(0, -3)).sort();

const strings = { name: 'strings', setup(b) {   // every visible word of a figure stands in strings.en.yaml
  b.onLoad({ filter: /strings\.en\.yaml$/ }, args => ({ contents: JSON.stringify(parse(fs.readFileSync(args.path, 'utf8'))), loader: 'json' }));
} };
const models = { name: 'models', setup(b) {     // `import models from 'virtual:models'`: all generated models by id
  b.onResolve({ filter: /^virtual:models$/ }, () => ({ path: 'models', namespace: 'models' }));
  b.onLoad({ filter: /.*/, namespace: 'models' }, () => ({
    contents: ids.map((id, i) => `import * as m${i} from ${JSON.stringify(path.join(modelsDir, id + '.js'))};`).join('\n')
      + `\nexport default {${ids.map((id, i) => `${JSON.stringify(id)}: m${i}`).join(',')}};`, loader: 'js', resolveDir: modelsDir }));
} };
const common = { bundle: true, minify: true, legalComments: 'none', target: 'es2022', plugins: [strings, models], logLevel: 'warning', jsx: 'automatic', jsxImportSource: 'preact', loader: { '.css': 'text' }, define: { 'process.env.NODE_ENV': '"production"' } };

const css = async file => (await transform(fs.readFileSync(file, 'utf8'), { loader: 'css', minify: true, target: 'es2022' })).code;
const tokens = await css('src/look/tokens.css'), figure = await css('src/look/figure.css'), claims = await css('src/look/claims.css'), site = await css('src/look/site.css'), modelPages = await css('src/look/models.css');
fs.writeFileSync(path.join(out, 'figure.css'), tokens + figure);
fs.writeFileSync(path.join(out, 'claims.css'), tokens + claims);
fs.writeFileSync(path.join(out, 'site.css'), tokens + site + claims + figure + modelPages);

await build({ ...common, entryPoints: ['src/host/jupyter.ts'], format: 'esm', outfile: path.join(out, 'figures.mjs') });

// Groups of kinds come as scripts of their own. What they share with site.js (Preact above all, whose hooks need one and the same
// Preact) stands in site.js alone, which hands it to them: `shared` holds each module by its path.
const GROUPS = { doses: ['dose-response'], nights: ['night', 'trace'], people: ['population'], trials: ['trial'] };
const sharedModules = list => ({ name: 'shared', setup(b) {
  b.onResolve({ filter: /^virtual:shared$/ }, () => ({ path: 'shared', namespace: 'shared' }));
  b.onLoad({ filter: /.*/, namespace: 'shared' }, () => ({
    contents: list.map((file, i) => `import * as m${i} from ${JSON.stringify(path.resolve(file))};`).join('\n') + `\nexport default {${list.map((file, i) => `${JSON.stringify(file)}: m${i}`).join(',')}};`, loader: 'js', resolveDir: process.cwd() }));
} });
const siteOf = list => ({ ...common, plugins: [...common.plugins, sharedModules(list)], entryPoints: ['src/host/site.ts'], format: 'iife', metafile: true });
const bare = await build({ ...siteOf([]), write: false }), owned = new Set(Object.keys(bare.metafile.inputs).filter(f => /\.(m?js|tsx?|yaml)$/.test(f) && !f.includes(':')));
const taken = new Set();
const borrowed = { name: 'borrowed', setup(b) {
  b.onResolve({ filter: /.*/ }, async args => {
    if (args.kind === 'entry-point' || args.pluginData === 'looked') return;
    const found = await b.resolve(args.path, { importer: args.importer, resolveDir: args.resolveDir, kind: args.kind, pluginData: 'looked' });
    const file = path.relative(process.cwd(), found.path).split(path.sep).join('/');
    if (found.errors.length || !owned.has(file)) return found;
    taken.add(file);
    return { path: `${file}.cjs`, namespace: 'borrowed' };   // by its ending esbuild knows how it exports
  });
  b.onLoad({ filter: /.*/, namespace: 'borrowed' }, args => ({ contents: `module.exports = shared[${JSON.stringify(args.path.slice(0, -4))}]`, loader: 'js' }));
} };
fs.mkdirSync(path.join(out, 'kinds'), { recursive: true });
for (const group of Object.keys(GROUPS)) {
  await build({ ...common, plugins: [borrowed, ...common.plugins], entryPoints: [`src/kinds/${group}.ts`], format: 'iife', outfile: path.join(out, 'kinds', `${group}.js`),
    banner: { js: '(globalThis.restlesslegsKinds??=[]).push(shared=>{' }, footer: { js: '});' } });
}
fs.writeFileSync(path.join(out, 'kinds', 'kinds.json'), JSON.stringify(Object.fromEntries(Object.entries(GROUPS).flatMap(([group, kinds]) => kinds.map(kind => [kind, `kinds/${group}.js`])))));
await build({ ...siteOf([...taken].sort()), outfile: path.join(out, 'site.js') });
await build({ ...common, entryPoints: ['src/host/render.ts'], format: 'esm', platform: 'node', minify: false, outfile: path.join(out, 'render.mjs') });
await build({ ...common, entryPoints: ['src/solver/index.ts'], format: 'esm', platform: 'node', minify: false, outfile: path.join(out, 'solver.mjs') });
for (const id of ids) {   // in place: the generated module becomes a classic script that registers itself
  const file = path.join(modelsDir, id + '.js');
  await build({ stdin: { contents: `import * as m from ${JSON.stringify(file)}; (globalThis.restlesslegsModels ??= {})[${JSON.stringify(id)}] = m;`, resolveDir: modelsDir }, bundle: true, minify: true, format: 'iife', target: 'es2022', outfile: file + '.tmp', logLevel: 'warning' });
}
for (const id of ids) {
  const file = path.join(modelsDir, id + '.js');
  fs.renameSync(file, path.join(modelsDir, id + '.mjs'));
  fs.renameSync(file + '.tmp', file);
}
