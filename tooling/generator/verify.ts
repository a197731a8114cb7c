// Proves the generator: in a copy of this tree, makes a package and a plugin, then builds, type-checks, tests and
// checks them. The tree itself is not touched, so a run may be interrupted at any time. Needs: pnpm run build
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { folderOf, type Kind } from './lib/generate.ts';

const root = resolve(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'tenon-generator-'));
const remove = () => rmSync(copy, { recursive: true, force: true });
process.on('exit', remove);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const made = (['package', 'plugin'] as const satisfies Kind[]).map((kind) => ({ kind, name: `made-${kind}` }));
const folders = made.map(folderOf);

interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

function run(cwd: string, command: string, ...args: string[]): Outcome {
  const bin = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, PATH: bin },
  });
  if (error) throw error;
  return { ok: status === 0, text: `${stdout}${stderr}` };
}

function must(title: string, { ok, text }: Outcome): void {
  if (!ok) {
    console.error(`${text.trimEnd()}\n✗ generator: ${title}`);
    process.exit(1);
  }
  console.log(`✓ generator: ${title}`);
}

const left = new Set(['node_modules', '.git', '.turbo', 'coverage']);
cpSync(root, copy, { recursive: true, filter: (source) => !left.has(basename(source)) });
if (!existsSync(join(copy, 'packages/plugin-api/dist/index.js'))) {
  console.error('✗ generator: the packages are not built; run: pnpm run build');
  process.exit(1);
}
for (const { kind, name } of made) {
  must(`pnpm new ${kind} ${name}`, run(copy, 'node', 'tooling/generator/new.ts', kind, name));
}
must('a taken name is refused', {
  ok: !run(copy, 'node', 'tooling/generator/new.ts', 'plugin', 'made-plugin').ok,
  text: '',
});
must('install', run(copy, 'npx', '-y', packageManager, 'install', '--prefer-offline', '--no-frozen-lockfile'));
for (const folder of folders) {
  const cwd = join(copy, folder);
  must(`${folder} builds`, run(cwd, 'sh', '-c', 'tsup && tsc -p tsconfig.build.json'));
  must(`${folder} type-checks`, run(cwd, 'tsc'));
  must(`${folder} passes its tests`, run(cwd, 'vitest', 'run'));
}

must('git', run(copy, 'sh', '-c', 'git init -q && git add -A'));
must('API report', run(copy, 'node', 'tooling/checks/api.ts', '--write', ...folders));
const perPackage = ['api', 'publishable', 'import-cost'];
for (const check of perPackage) must(`check ${check}`, run(copy, 'node', `tooling/checks/${check}.ts`, ...folders));
must('check biome', run(copy, 'node', 'tooling/checks/biome.ts', ...folders));
for (const check of ['files', 'manifests', 'changesets', 'boundaries', 'templates', 'unused']) {
  const { ok, text } = run(copy, 'node', `tooling/checks/${check}.ts`);
  // What is wrong elsewhere is for the check of the tree itself to say.
  must(`check ${check}`, { ok: ok || !/\bmade-(package|plugin)\b/.test(text), text });
}
console.log('✓ generator: a new package and a new plugin build, pass their tests and every check');
