// The shape of the tree: what lies at the root, how long files are, a README in each package.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, report } from './lib/report.ts';
import { trackedFiles } from './lib/tracked.ts';
import { groups, root, workspacePackages } from './lib/workspace.ts';

const maxLines = 400;
const topLevel = new Set([
  ...groups,
  '.changeset',
  '.ci',
  '.gitignore',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'docs',
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'turbo.json',
]);
/** Written by a program, or data. */
const notOurs =
  /^pnpm-lock\.yaml$|^LICENSE$|^docs\/config\.md$|\.(json|jsonl|snap|api\.md|patch|png)$|(^|\/)CHANGELOG\.md$|(^|\/)generated\/|^docs\/config\.md$/;

const problems: Problem[] = [];
const files = trackedFiles();

const top = new Set(files.map((file) => file.replace(/\/.*$/, '')));
for (const name of top) {
  if (topLevel.has(name)) continue;
  problems.push({ rule: 'top-level', where: name, message: 'nothing else lies at the root: move it into a folder' });
}
for (const name of topLevel)
  if (!top.has(name)) problems.push({ rule: 'top-level', where: name, message: 'it is missing' });

let counted = 0;
for (const file of files) {
  if (notOurs.test(file) || !lstatSync(join(root, file), { throwIfNoEntry: false })?.isFile()) continue;
  const bytes = readFileSync(join(root, file));
  if (bytes.includes(0)) continue;
  counted += 1;
  const lines = bytes.toString('utf8').split('\n').length - 1;
  if (lines <= maxLines) continue;
  const message = `${lines} lines, ${maxLines} at most: split it by idea`;
  problems.push({ rule: 'max-lines', where: file, message });
}

for (const { dir } of workspacePackages()) {
  const names = readdirSync(join(root, dir));
  if (!names.includes('README.md') && !dir.startsWith('tooling/')) {
    problems.push({ rule: 'readme', where: dir, message: 'write a README.md: what it is, how to use it, its options' });
  }
}
report('files', problems, `${counted} files of at most ${maxLines} lines, and nothing strange at the root`);
