import type { Scope } from '@tenon/plugin-api';
import type { Process, Processes } from '@tenon/plugin-api/environment';
import { launchPipes } from './launch-pipes.ts';
import { launchTerminal } from './launch-terminal.ts';
import type { Launched } from './launched.ts';
import { createOutputFeed } from './output-feed.ts';
import { createOutputPipes } from './output-pipes.ts';
import { MARK } from './process-table.ts';
import { createTreeKiller } from './process-tree.ts';
import { environmentDisposed, spawnFailed } from './spawn-failed.ts';

/** Starts processes with those variables. All of them, and what they left behind, are killed when the scope is disposed. */
export function createProcesses(
  variables: Readonly<Record<string, string>>,
  options: { readonly tmpdir: string; readonly outerMark?: string | undefined },
  scope: Scope,
): Processes {
  const host = crypto.randomUUID();
  const killTree = createTreeKiller();
  const pipes = createOutputPipes(options.tmpdir);
  const running = new Set<Process>();
  let count = 0;

  const killAll = async () => {
    pipes.close();
    if (count === 0) return;
    await Promise.all([
      killTree({ isMarked: (mark) => mark.startsWith(`${host}.`) }),
      ...Array.from(running, (started) => started.kill()),
    ]);
  };
  scope.defer(killAll);

  return {
    async spawn(request) {
      if (scope.signal.aborted) throw environmentDisposed(request);
      count += 1;
      const mark = `${host}.${count}`;
      const env: Record<string, string> = { ...variables };
      for (const [name, other] of Object.entries(request.renamedEnv ?? {})) {
        const value = env[name];
        delete env[name];
        if (value !== undefined) env[other] = value;
      }
      for (const [name, value] of Object.entries(request.env ?? {})) {
        if (value === undefined) delete env[name];
        else env[name] = value;
      }
      env[MARK] = options.outerMark ? `${options.outerMark}/${mark}` : mark;
      const feed = createOutputFeed();
      let launched: Launched;
      try {
        launched = request.tty
          ? await launchTerminal(request, env, feed)
          : await launchPipes(request, env, feed, pipes);
      } catch (cause) {
        throw await spawnFailed(request, cause);
      }
      const started: Process = {
        pid: launched.pid,
        exit: launched.exit,
        onOutput: feed.listen,
        write: launched.write,
        closeStdin: launched.closeStdin,
        resize: launched.resize,
        async kill() {
          if (await killTree({ isMarked: (other) => other === mark, leader: launched })) await launched.exit;
        },
      };
      running.add(started);
      void launched.exit.then(() => running.delete(started));
      // Disposed while a terminal was being loaded: what started meanwhile has no owner.
      if (scope.signal.aborted) {
        await started.kill();
        throw environmentDisposed(request);
      }
      return started;
    },
  };
}
