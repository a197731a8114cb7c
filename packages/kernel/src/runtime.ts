import { failure } from './failure.ts';
import { type Live, makeGeneration } from './generation.ts';
import { readPlugin } from './registration.ts';
import { resolve, unmet } from './resolution.ts';
import { warn } from './scope.ts';
import type { Runtime, RuntimeOptions } from './types.ts';

/**
 * Resolves a set of plugins. A plugin that cannot be had is an entry of the report, never an error of this function; only a
 * missing `required` service is: `service_missing`, with what became of the plugins that would have provided it.
 */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const {
    required = [],
    makeTimeoutMs = 60_000,
    registerTimeoutMs: timeoutMs = 2000,
    onProblem = ({ error }) => warn(error),
  } = options;
  const points = new Map(options.points.map((point) => [point.id, point]));
  const generations: Live[] = [];
  let disposed = false;
  const alive = () => {
    if (disposed) throw failure('runtime_disposed', undefined, 'the runtime was disposed');
  };
  const build = async ({ plugins, config = {}, disabled = [], replacements = {} }: RuntimeOptions) => {
    const reading = { points, config, disabled: new Set(disabled), timeoutMs, link: {} };
    const resolution = resolve(
      await Promise.all(plugins.map((plugin, at) => readPlugin(plugin, at, reading))),
      replacements,
    );
    const missing = required.find(({ id }) => !resolution.standing.has(id));
    if (missing) throw unmet(resolution.entries, missing.id);
    alive();
    const live = makeGeneration(generations.length + 1, resolution, reading.link, makeTimeoutMs, onProblem);
    generations.push(live);
    return live;
  };

  let settings = options;
  let current = await build(settings);
  let queue: Promise<unknown> = Promise.resolve();
  return {
    get report() {
      return current.report();
    },
    acquire() {
      alive();
      return current.acquire();
    },
    reload(changes) {
      const reload = async () => {
        const next = { ...settings, ...changes };
        const before = current;
        current = await build(next);
        settings = next;
        await before.supersede();
        return current.report();
      };
      // The next one only waits for this one; whoever asked for this one learns how it ended.
      const result = queue.then(reload, reload);
      queue = result;
      return result;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      await queue.catch(() => {});
      await Promise.all(generations.map((live) => live.dispose()));
    },
  };
}
