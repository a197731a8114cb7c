// Every publishable package is named in a changeset, or has a CHANGELOG.md. (`changeset status` compares with a remote.)
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Problem, report } from './lib/report.ts';
import { publishable, root, workspacePackages } from './lib/workspace.ts';

const problems: Problem[] = [];
const packages = publishable(workspacePackages());
const known = new Set(packages.map(({ manifest }) => manifest.name));
const named = new Set<string>();
const files = globSync('.changeset/*.md', { cwd: root }).filter((file) => !file.endsWith('README.md'));

for (const where of files.sort()) {
  const [, front, summary] = /^---\n(.*?)---\n(.*)$/s.exec(readFileSync(join(root, where), 'utf8')) ?? [];
  const say = (message: string) => problems.push({ rule: 'changeset', where, message });
  if (front === undefined) {
    say("begin it with --- lines around '@tenon/name': minor");
    continue;
  }
  if (!summary?.trim()) say('say in a sentence what changes for a user');
  for (const [name, bump] of Object.entries((parse(front) ?? {}) as Record<string, unknown>)) {
    named.add(name);
    if (!known.has(name)) say(`${name} is not a published package here`);
    if (!['major', 'minor', 'patch'].includes(String(bump))) say(`${name}: ${bump} is not major, minor or patch`);
  }
}
for (const { dir, manifest } of packages) {
  if (named.has(manifest.name) || existsSync(join(root, dir, 'CHANGELOG.md'))) continue;
  const message = `no changeset names ${manifest.name}: run pnpm changeset, or write .changeset/<name>.md`;
  problems.push({ rule: 'changeset', where: dir, message });
}
report(
  'changesets',
  problems,
  `${packages.length} packages are named in ${files.length} changesets or have a changelog`,
);
