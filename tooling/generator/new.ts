// pnpm new package|plugin NAME [DESCRIPTION]: a package that builds, tests and passes the checks.
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [kind, name, ...rest] = process.argv.slice(2);
const usage = 'usage: pnpm new package|plugin NAME [DESCRIPTION]';

if ((kind !== 'package' && kind !== 'plugin') || !name) {
  console.error(usage);
  process.exit(2);
}
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error(`${name}: a name is lower-case words joined by hyphens, such as tool-search\n${usage}`);
  process.exit(2);
}

const root = resolve(import.meta.dirname, '../..');
const target = join(root, kind === 'package' ? 'packages' : 'plugins', name);
if (existsSync(target)) {
  console.error(`${target} exists already: choose another name, or remove it first`);
  process.exit(1);
}

const words: Record<string, string> = {
  __NAME__: name,
  __NPM_NAME__: kind === 'package' ? `@tenon/${name}` : `@tenon/plugin-${name}`,
  __PLUGIN_ID__: `tenon.${name}`,
  __DESCRIPTION__: rest.join(' ') || `Tenon ${kind} ${name}.`,
};

cpSync(join(import.meta.dirname, 'templates', kind), target, { recursive: true });
for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, 'utf8').replace(/__[A-Z_]+__/g, (word) => words[word] ?? word);
  writeFileSync(path, text);
  renameSync(path, path.replace(/\.tpl$/, ''));
}
console.log(`made ${target}\nnext: pnpm install && pnpm --filter ${words.__NPM_NAME__} test`);
