import {
  type AnyPoint,
  type Contribution,
  isTenonError,
  type Plugin,
  type Service,
  type StandardIssue,
  type StandardSchemaV1,
  type TenonError,
} from '@tenon/plugin-api';
import { failure, wrap } from './failure.ts';
import { limit } from './limit.ts';
import type { Claim, Entry } from './types.ts';

/** What plugins are read with. */
export interface Reading {
  readonly points: ReadonlyMap<string, AnyPoint>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly disabled: ReadonlySet<string>;
  readonly timeoutMs: number;
  /** Empty until the set of plugins is resolved. */
  readonly link: { service?: (point: Service<unknown>) => unknown };
}

const INCOMPATIBLE = 'plugin_incompatible';

/** -1 for an order there is not. */
export const rank = ({ order = 'normal' }: Pick<Contribution, 'order'>) => ['pre', 'normal', 'post'].indexOf(order);

function compatible(id: string, wants: unknown, has: string | undefined) {
  if (wants !== has)
    throw failure(INCOMPATIBLE, id, `${id} is written for ${wants}; this host has ${has ?? 'no such point'}`);
}

const readConfig = async (id: string, schema: StandardSchemaV1 | undefined, given: unknown) => {
  // The result is one of two shapes; neither has to have the other's field.
  const { issues, value }: { value?: unknown; issues?: readonly StandardIssue[] | undefined } = schema
    ? await schema['~standard'].validate(given ?? {})
    : { issues: given === undefined ? given : [{ message: 'it takes none' }] };
  if (!issues) return value;
  const told = issues.map(
    ({ path = [], message }) => `${[id, ...path.map((part) => Object(part).key ?? part)].join('.')}: ${message}`,
  );
  throw failure('config_invalid', id, `config ${told.join('; ')}`);
};

const malformed = (id: string, what: string) => failure('contribution_invalid', id, `${id}: ${what}`);

function readClaim(plugin: string, given: unknown, { points }: Reading, problems: TenonError[]): Claim {
  const claim = { ...(given as object) } as Claim & { readonly version: string };
  const { kind, point, version, name, timeoutMs = 1, make } = claim;
  compatible(plugin, version, points.get(point)?.version);
  const known = points.get(point) as AnyPoint;
  const member = `${point}/${name}`;
  const keys: Readonly<Record<string, string>> = {
    'service service': point,
    'collection member': member,
    'collection source': `source ${member}`,
    'hook handler': `hook ${point}`,
  };
  const key = keys[`${known.kind} ${kind}`];
  if (
    !key ||
    !name ||
    typeof (make ?? claim.handler) !== 'function' ||
    rank(claim) < 0 ||
    !(timeoutMs > 0 && timeoutMs < 2 ** 31)
  )
    throw malformed(plugin, `${kind} ${member} is malformed: name, function, order or timeoutMs`);
  if (claim.onError && !('denied' in known))
    throw malformed(plugin, `${point} cannot deny, so its handlers cannot fail closed`);
  return { ...claim, plugin, key, problems: kind === 'handler' ? undefined : problems };
}

const register = async (
  plugin: Plugin,
  reading: Reading,
  problems: TenonError[],
): Promise<Pick<Entry, 'claims' | 'needs'>> => {
  const { id, needs = {} } = plugin;
  const { points, link, config } = reading;
  compatible(id, plugin.api, 'v1');
  const resolved = {};
  for (const [name, point] of Object.entries(needs)) {
    compatible(id, point.version, points.get(point.id)?.version);
    Object.defineProperty(resolved, name, {
      get() {
        if (link.service) return link.service(point);
        throw failure('needs_too_early', id, `${id} used needs.${name} in register`, 'Use it in a make or a handler.');
      },
    });
  }
  const given: unknown = await plugin.register({
    config: await readConfig(id, plugin.config, config[id]),
    needs: resolved,
  });
  if (!Array.isArray(given)) throw malformed(id, 'register gave no array');
  return {
    claims: given.map((contribution) => readClaim(id, contribution, reading, problems)),
    needs: Object.values(needs),
  };
};

/** Reads one plugin, whatever it is; never throws. What is wrong with it is in the entry. */
export async function readPlugin(value: unknown, at: number, reading: Reading): Promise<Entry> {
  const entry: Entry = { id: `plugins[${at}]`, status: 'failed', claims: [], needs: [], problems: [] };
  try {
    const plugin = value as Plugin | null | undefined;
    const id = plugin?.id;
    if (typeof id !== 'string' || !id)
      throw failure('plugin_invalid', entry.id, `${entry.id} is no plugin: it has no id`);
    entry.id = id;
    entry.version = plugin?.version;
    if (reading.disabled.has(id)) entry.status = 'disabled';
    else {
      Object.assign(entry, await limit(register(plugin as Plugin, reading, entry.problems), reading.timeoutMs));
      entry.status = 'active';
    }
  } catch (thrown) {
    const { id } = entry;
    entry.cause = isTenonError(thrown) && thrown.plugin ? thrown : wrap('plugin_failed', id, id, thrown);
    if (entry.cause.code === INCOMPATIBLE) entry.status = 'incompatible';
  }
  return entry;
}
