// The public declarations of every published entry, committed in tooling/checks/api: a change of API shows in review.
//   node tooling/checks/api.ts          fails when a report differs from what is built
//   node tooling/checks/api.ts --write  writes the reports
//
// API Extractor reads TypeScript 7's declarations too, but repeats every type in each entry that mentions it
// (150 kB for one entry of protocol) and brings a second compiler; this listing follows a name into a report once.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiReport } from './lib/api-report.ts';
import { type Problem, report } from './lib/report.ts';
import { entriesOf, needBuilt, publishable, root, selected } from './lib/workspace.ts';

const write = process.argv.includes('--write');
const mend = 'when a change is meant: node tooling/checks/api.ts --write (and a changeset for the users)';
const folder = join(root, 'tooling/checks/api');
const packages = publishable(selected(process.argv.slice(2).filter((argument) => argument !== '--write')));
needBuilt(packages);

const wanted = new Map<string, string>();
for (const each of packages) {
  const { name } = each.manifest;
  const entries = entriesOf(each);
  const publicNames = new Map(
    entries.map(({ subpath, types }) => [join(root, each.dir, types), subpath.replace(/^\./, name)]),
  );
  for (const entry of entries) {
    const file = join(root, each.dir, entry.types);
    const title = publicNames.get(file);
    const text = `# ${title}\n\n\`\`\`ts\n${apiReport(file, publicNames)}\n\`\`\`\n`;
    wanted.set(join(name.replace(/^@tenon\//, ''), `${entry.name}.api.md`), text);
  }
}

/** The first line that differs, as `- was` and `+ is`. */
function firstChange(was: string, is: string): string {
  const [before, after] = [was.split('\n'), is.split('\n')];
  const at = after.findIndex((line, index) => line !== before[index]);
  const index = at < 0 ? after.length : at;
  return `line ${index + 1}: - ${before[index] ?? ''} + ${after[index] ?? ''}`;
}

const problems: Problem[] = [];
for (const [path, text] of wanted) {
  const file = join(folder, path);
  const was = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (was === text) continue;
  if (write) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote tooling/checks/api/${path}`);
  } else {
    const change = was === undefined ? 'no report yet' : firstChange(was, text);
    problems.push({ rule: 'api-changed', where: `tooling/checks/api/${path}`, message: change });
  }
}

const dirs = new Set([...wanted.keys()].map((path) => path.split('/')[0]));
const stale = globSync('**/*.api.md', { cwd: folder })
  .sort()
  .filter(
    (path) =>
      !wanted.has(path) && (process.argv.slice(2).every((a) => a === '--write') || dirs.has(path.split('/')[0])),
  );
for (const path of stale) {
  if (write) rmSync(join(folder, path));
  else problems.push({ rule: 'api-gone', where: `tooling/checks/api/${path}`, message: 'no entry of this name' });
}
report('api', problems, `${wanted.size} reports of ${packages.length} packages are up to date`);
if (problems.length > 0) console.error(mend);
