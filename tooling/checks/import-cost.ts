// Importing the types and contracts must stay free: their indexes load no library, and few files of ours.
// Counted instead of timed: a count is the same on every machine.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { type Problem, report } from './lib/report.ts';
import { needBuilt, publishable, root, selected } from './lib/workspace.ts';

/** Built entries that load no other package. */
const free = ['packages/protocol/dist/index.js', 'packages/plugin-api/dist/index.js'];
/** Built-ins that cost tens of milliseconds to load: plugins and packages get them lazily, inside functions. */
const slow = /^(node:)?(http|https|http2|child_process|sqlite|worker_threads|inspector)$/;

/** Every module that importing `file` loads at once: files, and names of other packages and built-ins. */
function loads(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const { module } = parseSync(file, readFileSync(file, 'utf8'));
  const sources = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
  ];
  for (const source of sources) {
    if (source.startsWith('.')) loads(resolve(dirname(file), source), seen);
    else seen.add(source);
  }
  return seen;
}

const problems: Problem[] = [];
needBuilt(selected(['packages/protocol', 'packages/plugin-api']));
for (const entry of free) {
  for (const name of loads(join(root, entry))) {
    if (name.startsWith(root)) continue;
    problems.push({ rule: 'import-cost', where: entry, message: `importing it loads ${name}: import only its types` });
  }
}

const packages = publishable(selected(process.argv.slice(2))).filter(({ dir }) => /^(packages|plugins)\//.test(dir));
needBuilt(packages);
for (const { dir } of packages.filter(
  (each) => each.manifest.exports?.['.'] && each.manifest.name !== '@tenon/testing',
)) {
  for (const name of loads(join(root, dir, 'dist/index.js'))) {
    if (!slow.test(name) || !isBuiltin(name)) continue;
    const where = relative(root, join(root, dir, 'dist/index.js'));
    const message = `importing it loads ${name}: use process.getBuiltinModule('${name}') inside a function`;
    problems.push({ rule: 'slow-built-in', where, message });
  }
}
report('import-cost', problems, 'the indexes of protocol and plugin-api load no library, no index a slow built-in');
