import { createScope } from '@tenon/plugin-api';
import { failure } from './failure.ts';
import { makeGeneration } from './generation.ts';
import { type Link, reader } from './registration.ts';
import { resolve, unmet } from './resolution.ts';
import type { Runtime, RuntimeOptions } from './types.ts';

/**
 * Resolves a set of plugins. A plugin that cannot be had is an entry of the report, never an error of this function; only a
 * missing `required` service is: `service_missing`, with what became of the plugins that would have provided it.
 */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { required = [], registerTimeoutMs = 2000, onProblem = ({ error }) => process.emitWarning(error) } = options;
  const points = new Map(options.points.map((point) => [point.id, point]));
  const scope = createScope('runtime');
  let number = 0;
  const alive = () => {
    if (scope.signal.aborted) throw failure('runtime_disposed', undefined, 'the runtime was disposed');
  };
  const build = async ({ plugins, config = {}, disabled = [], replacements = {} }: RuntimeOptions) => {
    const link: Link = {};
    const read = reader(points, config, new Set(disabled), registerTimeoutMs, link);
    const resolution = resolve(await Promise.all(plugins.map(read)), replacements);
    const missing = required.find(({ id }) => !resolution.standing(id));
    if (missing) throw failure('service_missing', undefined, ...unmet(resolution.entries, missing.id));
    alive();
    return makeGeneration(scope, ++number, resolution, link, onProblem);
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
    [Symbol.asyncDispose]: scope[Symbol.asyncDispose],
  };
}
