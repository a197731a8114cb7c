import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext, Figures } from '../bench-context.ts';
import { startThread } from '../turn.ts';
import { callTime } from './calls.ts';

/** How Tenon, and how Codex, is told which mechanism to use. */
const MECHANISMS: Readonly<Record<string, string>> = {
  bubblewrap: '',
  Landlock: 'use_legacy_landlock = true\n[tenon.config."tenon.sandbox-linux"]\nmechanism = "landlock"\n',
};

/** The calls of `calls`, in a workspace that may be written, by each mechanism of Linux. */
export async function sandboxedCalls(context: BenchContext): Promise<Figures> {
  const figures: Figures = {};
  for (const [name, settings] of Object.entries(MECHANISMS)) {
    const home = context.freshHome();
    appendFileSync(join(home, 'config.toml'), settings);
    figures[`sandboxed exec_command of \`true\`, ${name} (ms a call)`] = await context.withServer(
      home,
      async (client) =>
        callTime(context, client, await startThread(client, context.cwd, { sandbox: 'workspace-write' })),
    );
  }
  return figures;
}
