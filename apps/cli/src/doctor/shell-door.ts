import type { Generation } from '@tenon/kernel';
import { withTimeout } from '@tenon/plugin-api';
import { environments, type SpawnRequest } from '@tenon/plugin-api/environment';
import { type SandboxRequest, sandbox } from '@tenon/plugin-api/sandbox';
import { cameOf, type Door } from './attempt.ts';
import { MARK, scriptAttempts } from './scripts.ts';

/** Milliseconds that one command may take. */
const PATIENCE_MS = 30_000;

/** What commands reach that are started as the tools start them: by the sandbox, in the environment. */
export const shellDoor = (generation: Generation): Door => ({
  name: 'shell',
  async tryAll(ground, profile, signal) {
    const environment = generation.service(environments).get();
    const request = { profile, cwd: ground.workspace, tmpdir: environment.platform.tmpdir };
    const tried = [];
    for (const attempt of scriptAttempts(process.platform)) {
      signal.throwIfAborted();
      const answer = await runScript(generation, attempt.script(ground), request, signal);
      tried.push({ attempt, came: await cameOf(attempt.happened(ground, answer), answer, MARK) });
    }
    return tried;
  },
});

/** What it printed, or what kept it from being run. */
async function runScript(
  generation: Generation,
  script: string,
  request: SandboxRequest,
  signal: AbortSignal,
): Promise<string> {
  const command: SpawnRequest = { argv: ['/bin/sh', '-c', script], cwd: request.cwd, stdin: 'none' };
  const box = generation.service(sandbox);
  const { processes } = generation.service(environments).get();
  try {
    const wrapped = await withTimeout(box.wrap(command, request), PATIENCE_MS, signal);
    const started = await withTimeout(processes.spawn(wrapped), PATIENCE_MS, signal);
    let output = '';
    started.onOutput((chunk) => {
      output += Buffer.from(chunk).toString('utf8');
    });
    try {
      await withTimeout(started.exit, PATIENCE_MS, signal);
    } finally {
      await started.kill();
    }
    return output;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}
