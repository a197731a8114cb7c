import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Server } from './bench-context.ts';

const PACKAGE = '@openai/codex@0.128.0';

/** The program itself: the package's `codex` is a Node script that starts it, whose start would be timed too. */
function programIn(folder: string): string | undefined {
  const scope = join(folder, 'node_modules', '@openai');
  if (!existsSync(scope)) return undefined;
  return readdirSync(scope)
    .map((name) => join(scope, name, 'vendor'))
    .filter((vendor) => existsSync(vendor))
    .flatMap((vendor) => readdirSync(vendor).map((target) => join(vendor, target, 'codex', 'codex')))
    .find((file) => existsSync(file));
}

/** Codex's app-server, installed from npm into `folder` unless it is there. Throws a sentence for the user when it cannot be had. */
export async function peerIn(folder: string): Promise<Server> {
  if (programIn(folder) === undefined) {
    mkdirSync(folder, { recursive: true });
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=0'];
    const args = ['install', '--prefix', folder, ...quiet, PACKAGE];
    try {
      await promisify(execFile)('npm', args, { cwd: folder, timeout: 180_000 });
    } catch (error) {
      throw new Error(`${PACKAGE} could not be installed from npm into ${folder}: ${reason(error)}`, { cause: error });
    }
  }
  const program = programIn(folder);
  if (program === undefined) throw new Error(`${PACKAGE} has no program for this machine (${folder})`);
  return { name: 'codex-0.128', command: [program, 'app-server'], shown: `codex app-server, of ${PACKAGE}` };
}

/** npm tells why in many lines; the first that says something is enough. */
function reason(error: unknown): string {
  const told = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const lines = (told || String(error)).split('\n').filter((line) => line.trim());
  return lines.slice(0, 3).join(' ');
}
