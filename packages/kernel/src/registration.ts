import {
  type AnyPoint,
  type Contribution,
  describeIssues,
  isTenonError,
  malformed,
  type Plugin,
  type Service,
  withTimeout,
} from '@tenon/plugin-api';
import { failure, wrap } from './failure.ts';
import type { Claim, Entry } from './types.ts';

const INCOMPATIBLE = 'plugin_incompatible';

const invalid = (id: string, what: string) => failure('contribution_invalid', id, what);

/** What gives a plugin the services it needs; empty until the set of plugins is resolved. */
export interface Link {
  service?: (point: Service<unknown>) => unknown;
}

function compatible(id: string, wants: unknown, has: string | undefined) {
  if (wants !== has)
    throw failure(INCOMPATIBLE, id, `it is written for ${wants}; this host has ${has ?? 'no such point'}`);
}

async function readConfig(id: string, schema: Plugin['config'], given: unknown) {
  // The result is one of two shapes; neither has to have the other's field.
  const result = await schema?.['~standard'].validate(given ?? {});
  const issues = result ? result.issues : given !== undefined && [{ message: 'it takes none' }];
  if (issues) throw failure('config_invalid', id, describeIssues('config', issues));
  return (result as { value?: unknown } | undefined)?.value;
}

/** Reads one plugin, whatever it is; never rejects. What is wrong with it is in the entry. */
export const reader = (
  points: ReadonlyMap<string, AnyPoint>,
  config: Readonly<Record<string, unknown>>,
  disabled: ReadonlySet<string>,
  timeoutMs: number,
  link: Link,
) => {
  const readClaim = (entry: Entry, given: Contribution): Claim => {
    const claim = { ...given };
    const { kind, point, version, name } = claim;
    const known = points.get(point);
    const member = `${point}/${name}`;
    const key = { service: point, member, source: `source ${member}`, handler: `hook ${point}` }[kind];
    if (version) compatible(entry.id, version, known?.version);
    const wrong = known && version ? malformed(claim, known) : 'no point made it';
    if (wrong) throw invalid(entry.id, `${key ?? 'a contribution'}: ${wrong}`);
    return { ...claim, entry, key } as Claim;
  };

  const register = async (plugin: Plugin, entry: Entry): Promise<Partial<Entry>> => {
    const { id, needs = {} } = plugin;
    compatible(id, plugin.api, 'v1');
    for (const { id: need, version } of Object.values(needs)) compatible(id, version, points.get(need)?.version);
    const given: unknown = await plugin.register({
      config: await readConfig(id, plugin.config, config[id]),
      needs: new Proxy(
        {},
        {
          get(_, name) {
            const need = needs[name as string];
            if (!link.service)
              throw failure(
                'needs_too_early',
                id,
                `needs.${String(name)} is used in register`,
                'Use it in a make or a handler.',
              );
            return need && link.service(need);
          },
        },
      ),
    });
    if (!Array.isArray(given)) throw invalid(id, 'register gave no array');
    return { status: 'active', claims: given.map((one) => readClaim(entry, one)), needs: Object.values(needs) };
  };

  return async (plugin: Plugin | null | undefined, at: number): Promise<Entry> => {
    const entry: Entry = { id: `plugins[${at}]`, status: 'failed', claims: [], needs: [], problems: [] };
    try {
      const id = plugin?.id;
      if (!plugin || typeof id !== 'string' || !id) throw failure('plugin_invalid', entry.id, 'a plugin has an id');
      entry.id = id;
      entry.version = plugin.version;
      if (disabled.has(id)) entry.status = 'disabled';
      else Object.assign(entry, await withTimeout(register(plugin, entry), timeoutMs));
    } catch (thrown) {
      const { id } = entry;
      entry.cause = isTenonError(thrown) && thrown.plugin ? thrown : wrap('plugin_failed', id, 'register', thrown);
      if (entry.cause.code === INCOMPATIBLE) entry.status = 'incompatible';
    }
    return entry;
  };
};
