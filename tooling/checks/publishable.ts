// Packs every publishable package and judges the tarball: publint, Are The Types Wrong, and what must (not) be inside.
//   node tooling/checks/publishable.ts [packages/kernel ...]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack, type Tarball } from './lib/pack.ts';
import { type Problem, report } from './lib/report.ts';
import { entriesOf, type Manifest, needBuilt, type Package, publishable, selected } from './lib/workspace.ts';

const dependencyFields = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;

function contents({ files }: Tarball, packed: Manifest): string[] {
  const says: string[] = [];
  for (const file of ['README.md', 'LICENSE', 'package.json'])
    if (!files.includes(file)) says.push(`${file} is missing`);
  const stray = files.filter((file) =>
    /\.(test|spec)\.|(^|\/)(src|test|tests|fixtures)\/|\.tsbuildinfo$|\.tpl$/.test(file),
  );
  if (stray.length > 0)
    says.push(`holds sources or tests: ${stray.join(', ')}; keep them out with \`files\` or in tsconfig.build.json`);
  if (JSON.stringify(packed).includes('@tenon/source'))
    says.push('`exports` still name sources: publishConfig.exports did not take effect');
  for (const field of dependencyFields) {
    for (const [name, range] of Object.entries(packed[field] ?? {})) {
      if (/^(workspace|catalog|link|file):/.test(range))
        says.push(`${field}: ${name}@${range} was not replaced by a version`);
    }
  }
  for (const { types, code } of entriesOf({ dir: '', manifest: packed })) {
    for (const file of [types, code])
      if (!files.includes(file.slice(2))) says.push(`${file} is exported but not packed`);
  }
  return says;
}

/** What the workspace's package.json must say, beyond the tarball. */
function declared({ manifest }: Package): string[] {
  const says: string[] = [];
  if (manifest.sideEffects !== false && manifest.exports?.['.']) says.push('set "sideEffects": false');
  if (manifest.publishConfig?.access !== 'public') says.push('set publishConfig.access to "public"');
  const wanted = Object.fromEntries(
    entriesOf({ dir: '', manifest }).map(({ subpath, types, code }) => [subpath, { types, default: code }]),
  );
  const entries = manifest.publishConfig?.exports ?? {};
  if (Object.keys(wanted).length > 0 && JSON.stringify(entries) !== JSON.stringify({ ...entries, ...wanted })) {
    says.push('publishConfig.exports must be `exports` without the @tenon/source condition');
  }
  return says;
}

async function typesProblems(data: Uint8Array): Promise<string[]> {
  const result = await checkPackage(createPackageFromTarballData(data));
  if (!result.types) return ['the types cannot be found'];
  return result.problems.flatMap((problem) => {
    // Published packages are ESM only, for Node 22.18 and bundlers: the CommonJS and node10 answers do not matter.
    if ('resolutionKind' in problem && (problem.resolutionKind === 'node10' || problem.resolutionKind === 'node16-cjs'))
      return [];
    if ('resolutionOption' in problem && problem.resolutionOption === 'node10') return [];
    return [`types: ${JSON.stringify(problem)}`];
  });
}

const packages = publishable(selected(process.argv.slice(2)));
needBuilt(packages);
const folder = mkdtempSync(join(tmpdir(), 'tenon-pack-'));
const problems: Problem[] = [];
try {
  const tarballs = pack(packages, folder);
  for (const each of packages) {
    const tarball = tarballs.find(({ name }) => name === each.manifest.name);
    if (!tarball) throw new Error(`pnpm did not pack ${each.manifest.name}`);
    const data = readFileSync(tarball.filename);
    const buffer = new Uint8Array(data).buffer;
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
    const says = [
      ...contents(tarball, pkg as unknown as Manifest),
      ...declared(each),
      ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
      ...(entriesOf(each).length > 0 ? await typesProblems(new Uint8Array(data)) : []),
    ];
    problems.push(...says.map((message) => ({ rule: 'unpublishable', where: each.dir, message })));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report('publishable', problems, `${packages.length} packages can be published`);
