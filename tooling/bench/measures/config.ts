import { appendFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext, Figures } from '../bench-context.ts';
import { timed } from '../clock.ts';
import { median } from '../statistics.ts';
import { startThread } from '../turn.ts';

const TIMES = 20;

/** The layers of three folders of a trusted project over the user’s and the system’s: read by `config/read`, and by each new thread. */
export async function config(context: BenchContext): Promise<Figures> {
  const home = context.freshHome();
  const root = join(home, 'project');
  const folders = [root, join(root, 'a'), join(root, 'a/b')];
  mkdirSync(join(root, '.git'), { recursive: true });
  for (const folder of folders) {
    mkdirSync(join(folder, '.codex'), { recursive: true });
    writeFileSync(
      join(folder, '.codex/config.toml'),
      'model_verbosity = "low"\n[shell_environment_policy.set]\nA = "b"\n',
    );
  }
  appendFileSync(
    join(home, 'config.toml'),
    `[projects.${JSON.stringify(realpathSync(root))}]\ntrust_level = "trusted"\n`,
  );
  const cwd = folders.at(-1) ?? root;
  return context.withServer(home, async (client) => {
    const read = () => client.request('config/read', { includeLayers: true, cwd });
    const first = await timed(read);
    const reads: number[] = [];
    for (let count = 0; count < TIMES; count += 1) reads.push((await timed(read)).ms);
    await startThread(client, cwd);
    const starts: number[] = [];
    for (let count = 0; count < TIMES; count += 1) starts.push((await timed(() => startThread(client, cwd))).ms);
    return {
      'config/read of a project, first (ms)': first.ms,
      'config/read of a project, later (ms)': median(reads),
      'thread/start in a project, later (ms)': median(starts),
    };
  });
}
