import { tenonError } from '@tenon/plugin-api';
import { type Live, makeGeneration } from './generation.ts';
import { type Link, readPlugin } from './registration.ts';
import { resolve, unmet } from './resolution.ts';
import { warn } from './scope.ts';
import type { Runtime, RuntimeOptions } from './types.ts';

/**
 * Resolves a set of plugins. A plugin that cannot be had is an entry of the report, never an error of this function; only a
 * missing `required` service is: `service_missing`, with what became of the plugins that would have provided it.
 */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { required = [], makeTimeoutMs = 60_000, registerTimeoutMs: timeoutMs = 2000 } = options;
  const onProblem = options.onProblem ?? (({ error }) => warn(error));
  const points = new Map(options.points.map((point) => [point.id, point]));
  const all = new Set<Live>();
  let number = 0;
  let disposed = false;

  const build = async ({ plugins, config = {}, disabled = [], replacements = {} }: RuntimeOptions): Promise<Live> => {
    const link: Link = {};
    const reading = { points, config, disabled: new Set(disabled), timeoutMs, link };
    const read = await Promise.all(Array.from(plugins, (plugin, at) => readPlugin(plugin, at, reading)));
    const resolution = resolve(read, replacements);
    const missing = required.find(({ id }) => !resolution.standing.has(id));
    if (missing) throw unmet(undefined, missing.id, resolution.entries);
    if (disposed) throw gone();
    const live = makeGeneration(++number, resolution, { onProblem, makeTimeoutMs });
    link.service = live.service;
    all.add(live);
    live.start();
    return live;
  };
  const gone = () => tenonError({ code: 'runtime_disposed', message: 'the runtime was disposed' });

  let settings = options;
  let current = await build(settings);
  let queue: Promise<unknown> = Promise.resolve();
  return {
    get report() {
      return current.report();
    },
    acquire() {
      if (disposed) throw gone();
      return current.acquire();
    },
    reload(changes) {
      const reload = queue.then(async () => {
        const next = { ...settings, ...changes };
        const live = await build(next);
        const before = current;
        settings = next;
        current = live;
        await before.supersede();
        return live.report();
      });
      // Whoever asked for it learns how it ended; the next reload only waits for it.
      queue = reload.then(
        () => {},
        () => {},
      );
      return reload;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      await queue;
      await Promise.all([...all].map((live) => live.dispose()));
    },
  };
}
