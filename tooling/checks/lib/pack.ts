import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Package, readJson, root } from './workspace.ts';

export interface Tarball {
  readonly name: string;
  /** The .tgz file. */
  readonly filename: string;
  /** Paths in the package, such as `dist/index.js`. */
  readonly files: readonly string[];
}

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Runs the pnpm that the root's `packageManager` pins. */
function pnpm(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { packageManager } = readJson<{ packageManager: string }>(join(root, 'package.json'));
  const run = spawnSync('npx', ['-y', packageManager, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.error) throw run.error;
  return run;
}

/** Packs packages into `folder`, as `pnpm publish` would. */
export function pack(packages: readonly Package[], folder: string): Tarball[] {
  const filters = packages.flatMap(({ manifest }) => ['--filter', manifest.name]);
  const run = pnpm(['-r', ...filters, 'pack', '--pack-destination', folder, '--json']);
  if (run.status !== 0) throw new Error(`pnpm pack failed:\n${run.stdout}${run.stderr}`);
  // One package is answered without the list.
  const packed: Packed | readonly Packed[] = JSON.parse(run.stdout);
  return [packed].flat().map(({ name, filename, files }) => ({ name, filename, files: files.map(({ path }) => path) }));
}
