import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const root = resolve(import.meta.dirname, '../../..');

interface Manifest {
  readonly packageManager: string;
}

async function run(program: string, args: readonly string[], cwd: string, env = process.env): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 })).stdout;
  } catch (cause) {
    const { message, stdout = '' } = cause as Error & { stdout?: string };
    // The message has the command and its standard error.
    throw new Error(`${message}\n${stdout}`, { cause });
  }
}

function pnpm(...args: string[]): Promise<string> {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  return run('npx', ['-y', packageManager, ...args], root);
}

/** Builds what has changed and packs every published package into `folder`, as it would be published. Gives the tarballs. */
export async function packAll(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  await pnpm('run', 'build');
  await pnpm('-r', '--filter', './{packages,plugins,apps}/*', 'pack', '--pack-destination', folder);
  const tarballs = globSync(join(folder, '*.tgz'));
  if (tarballs.length < 20) throw new Error(`only ${tarballs.length} packages were packed`);
  return tarballs;
}

/** Settings of npm in the terminals of pages: the registry and the cache of whoever runs this, and nothing else of theirs. */
export async function npmSettings(): Promise<Record<string, string>> {
  const text = await run('npm', ['config', 'list', '--json'], homedir());
  const { registry, cache } = JSON.parse(text) as { registry: string; cache: string };
  return {
    npm_config_registry: registry,
    npm_config_cache: cache,
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    // Node 24 brings certificates of its own; a machine whose registry has another authority trusts it in the system's store.
    NODE_USE_SYSTEM_CA: '1',
  };
}

/** Versions of the registry's packages that the pages may use are those of the workspace. */
function catalogVersion(name: string): string {
  const line = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`  ${name}: `) || each.startsWith(`  '${name}': `));
  if (!line) throw new Error(`${name} is not in the catalog of pnpm-workspace.yaml`);
  return line.slice(line.lastIndexOf(' ') + 1);
}

/** Installs every package into one folder, with npm, as a user's application would. Gives its node_modules. */
export async function installAll(
  folder: string,
  tarballs: readonly string[],
  npm: Readonly<Record<string, string>>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const others = ['typescript', 'zod', 'vitest', '@types/node'].map((name) => `${name}@${catalogVersion(name)}`);
  await run('npm', ['install', '--no-package-lock', ...tarballs, ...others], folder, { ...process.env, ...npm });
  return join(folder, 'node_modules');
}
