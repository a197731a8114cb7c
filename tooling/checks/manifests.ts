// package.json of every package: its name, what npm shows of it, and versions from the catalog.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type Problem, report } from './lib/report.ts';
import { entriesOf, type Package, publishable, readManifest, root, workspacePackages } from './lib/workspace.ts';

const problems: Problem[] = [];
const packages = workspacePackages();
const { catalog, nodeVersion } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
  catalog: Readonly<Record<string, string>>;
  nodeVersion: string;
};
const inWorkspace = new Set(packages.map(({ manifest }) => manifest.name));
const usedOfCatalog = new Set<string>();
const say = (rule: string, where: string, message: string) => problems.push({ rule, where, message });

/** The name that a package in this folder must have. */
function nameOf(dir: string): string {
  return dir.startsWith('plugins/') ? `@tenon/plugin-${basename(dir)}` : `@tenon/${basename(dir)}`;
}

function checkRanges({ dir, manifest }: Package): void {
  const where = `${dir}/package.json`;
  const fields = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
  for (const field of fields) {
    for (const [name, range] of Object.entries(manifest[field] ?? {})) {
      if (range === 'catalog:') usedOfCatalog.add(name);
      if (inWorkspace.has(name)) {
        // `workspace:^` becomes a range when published; a dev dependency is never installed by a user.
        const wanted = field === 'devDependencies' ? ['workspace:*', 'workspace:^'] : ['workspace:^'];
        if (!wanted.includes(range)) say('workspace-range', where, `${field}: ${name} must be ${wanted.join(' or ')}`);
      } else if (name.startsWith('node-linux-')) {
        if (range !== nodeVersion)
          say('node-version', where, `${name} must be the workspace's nodeVersion, ${nodeVersion}`);
      } else if (range !== 'catalog:' && field !== 'peerDependencies') {
        say('catalog', where, `${field}: pin ${name} in the catalog of pnpm-workspace.yaml and write "catalog:"`);
      }
    }
  }
}

for (const each of packages) {
  const { dir, manifest } = each;
  const where = `${dir}/package.json`;
  if (manifest.name !== nameOf(dir)) say('name', where, `in this folder the name must be ${nameOf(dir)}`);
  if (!manifest.description) say('description', where, 'write a description: npm and `tenon plugins` show it');
  if (manifest.license !== 'Apache-2.0') say('license', where, 'set "license": "Apache-2.0"');
  if (manifest.type !== 'module') say('esm', where, 'set "type": "module"');
  if (dir.startsWith('tooling/') && !manifest.private)
    say('private', where, 'tooling is not published: set "private": true');
  checkRanges(each);
}

const engines = '>=22.18';
for (const each of publishable(packages)) {
  const where = `${each.dir}/package.json`;
  if (each.manifest.engines?.node !== engines) say('engines', where, `set "engines": { "node": "${engines}" }`);
  for (const { subpath, code, types } of entriesOf(each)) {
    const source = each.manifest.exports?.[subpath];
    const file = typeof source === 'object' ? source['@tenon/source'] : undefined;
    const expected = file?.replace('./src/', './dist/').replace(/\.ts$/, '');
    if (!file || !existsSync(join(root, each.dir, file)))
      say('entry', where, `exports "${subpath}": no such source ${file}`);
    else if (code !== `${expected}.js` || types !== `${expected}.d.ts`) {
      say('entry', where, `exports "${subpath}": ${file} is built to ${expected}.js and ${expected}.d.ts`);
    }
  }
}

checkRanges({ dir: '.', manifest: readManifest(join(root, 'package.json')) });
for (const name of Object.keys(catalog)) {
  if (!usedOfCatalog.has(name))
    say('catalog', 'pnpm-workspace.yaml', `nothing uses ${name}: take it out of the catalog`);
}
report('manifests', problems, `${packages.length} package.json files agree with their folders and the catalog`);
