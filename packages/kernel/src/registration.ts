import { type AnyPoint, isTenonError, type Plugin, type Service, type StandardSchemaV1 } from '@tenon/plugin-api';
import { failure, words } from './failure.ts';
import { limit } from './limit.ts';
import type { Claim, Entry } from './types.ts';

/** What a plugin is read with. */
export interface Reading {
  readonly points: ReadonlyMap<string, AnyPoint>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly disabled: ReadonlySet<string>;
  readonly timeoutMs: number;
  /** Set once the set of plugins is resolved. */
  readonly link: Link;
}

export interface Link {
  service?: (point: Service<unknown>) => unknown;
}

const INCOMPATIBLE = 'plugin_incompatible';
const KINDS = { service: 'service', member: 'collection', source: 'collection', handler: 'hook' };
const PREFIX = { service: '', member: '', source: 'source ', handler: 'hook ' };

async function readConfig(id: string, schema: StandardSchemaV1 | undefined, { config, timeoutMs }: Reading) {
  const given = Object.hasOwn(config, id) ? config[id] : undefined;
  if (!schema) {
    if (given !== undefined)
      throw failure('config_invalid', id, `${id} takes no configuration`, `Remove the configuration of ${id}.`);
    return undefined;
  }
  const result = await limit(schema['~standard'].validate(given === undefined ? {} : given), timeoutMs, () =>
    failure('plugin_timeout', id, `the config schema of ${id} took over ${timeoutMs} ms`),
  );
  if (!result.issues) return result.value;
  const issues = result.issues.map(({ path, message }) => {
    const keys = path?.map((part) => String(typeof part === 'object' ? part.key : part)) ?? [];
    return [id, ...keys].join('.').concat(': ', message);
  });
  throw failure(
    'config_invalid',
    id,
    `invalid configuration: ${issues.join('; ')}`,
    `Correct the configuration of ${id}.`,
  );
}

/** The needs as `register` gets them: each is resolved when it is touched, and not before the whole set is. */
function readNeeds(id: string, needs: Readonly<Record<string, Service<unknown>>>, { points, link }: Reading) {
  const resolved = {};
  for (const [name, point] of Object.entries(needs)) {
    if (point?.kind !== 'service') throw failure('plugin_invalid', id, `needs.${name} of ${id} is no service`);
    checkVersion(id, point, points.get(point.id));
    Object.defineProperty(resolved, name, {
      enumerable: true,
      get() {
        if (link.service) return link.service(point);
        throw failure(
          'needs_too_early',
          id,
          `${id} used needs.${name} while registering`,
          'Use it inside a make or a handler.',
        );
      },
    });
  }
  return resolved;
}

function checkVersion(id: string, { version }: { readonly version: string }, known: AnyPoint | undefined) {
  if (known && known.version !== version)
    throw failure(
      INCOMPATIBLE,
      id,
      `${id} was written against ${version}; this host has ${known.version}`,
      `Install a version of ${id} for ${known.version}.`,
    );
}

function readClaim(plugin: string, given: unknown, points: Reading['points']): Claim {
  const { kind, point, version, name, make, handler, replaces, order, timeoutMs, onError } = (given ?? {}) as Claim & {
    readonly version: string;
    readonly onError?: string;
  };
  const wrong = (what: string) => failure('contribution_invalid', plugin, `a contribution of ${plugin} ${what}`);
  if (!Object.hasOwn(KINDS, kind) || typeof point !== 'string' || typeof name !== 'string' || !name)
    throw wrong('was not made by a point (use tools.add, beforeTool.on …)');
  const known = points.get(point);
  if (!known) throw failure(INCOMPATIBLE, plugin, `${plugin} contributes to ${point}, which this host does not have`);
  checkVersion(plugin, { version }, known);
  const key = PREFIX[kind] + (kind === 'member' || kind === 'source' ? `${point}/${name}` : point);
  if (known.kind !== KINDS[kind]) throw wrong(`is a ${kind}, but ${point} is a ${known.kind}`);
  if (typeof (kind === 'handler' ? handler : make) !== 'function') throw wrong(`(${key}) has no function`);
  if (order !== undefined && !['pre', 'normal', 'post'].includes(order)) throw wrong(`(${key}) has an unknown order`);
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs < 2 ** 31))
    throw wrong(`(${key}) has an unusable timeoutMs`);
  const closed = onError === 'closed';
  if (closed && !('denied' in known && known.denied))
    throw wrong(`(${key}) is to fail closed, but ${point} cannot deny`);
  return { plugin, kind, point, name, key, make, handler, replaces, order, timeoutMs, closed };
}

/** Reads one plugin, whatever it is; never throws. What is wrong with it is in the entry. */
export async function readPlugin(value: unknown, at: number, reading: Reading): Promise<Entry> {
  const entry: Entry = {
    id: `plugins[${at}]`,
    version: undefined,
    status: 'failed',
    cause: undefined,
    needs: [],
    claims: [],
    problems: [],
  };
  try {
    const plugin = value as Plugin | null | undefined;
    if (typeof plugin?.id !== 'string' || !plugin.id)
      throw failure(
        'plugin_invalid',
        entry.id,
        `${entry.id} is no plugin: it has no id`,
        'Make plugins with definePlugin.',
      );
    const id = plugin.id;
    entry.id = id;
    if (typeof plugin.version === 'string') entry.version = plugin.version;
    if (reading.disabled.has(id)) {
      entry.status = 'disabled';
      return entry;
    }
    if (plugin.api !== 'v1') throw failure(INCOMPATIBLE, id, `${id} is for plugin api ${plugin.api}; this host has v1`);
    const needs = readNeeds(id, plugin.needs ?? {}, reading);
    const config = await readConfig(id, plugin.config, reading);
    const given: unknown = await limit(plugin.register({ config, needs }), reading.timeoutMs, () =>
      failure('plugin_timeout', id, `register of ${id} took over ${reading.timeoutMs} ms`),
    );
    if (!Array.isArray(given)) throw failure('contribution_invalid', id, `register of ${id} returned no array`);
    entry.claims = given.map((contribution) => readClaim(id, contribution, reading.points));
    entry.needs = Object.values(plugin.needs ?? {});
    entry.status = 'active';
  } catch (thrown) {
    const cause = isTenonError(thrown)
      ? thrown
      : failure('plugin_failed', entry.id, `${entry.id} failed to register: ${words(thrown)}`, undefined, thrown);
    entry.cause = cause;
    entry.status = cause.code === INCOMPATIBLE ? 'incompatible' : 'failed';
  }
  return entry;
}
