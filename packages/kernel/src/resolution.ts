import type { TenonError } from '@tenon/plugin-api';
import { failure } from './failure.ts';
import type { Claim, Entry } from './types.ts';

/** What a set of plugins amounts to. */
export interface Resolution {
  /** One for each plugin id, sorted. */
  readonly entries: readonly Entry[];
  /** Who provides a service, or a member that is no source's, by its key. */
  readonly standing: ReadonlyMap<string, Claim>;
  /** Ids of the active plugins, each after those it needs. */
  readonly order: Iterable<string>;
}

/** No active plugin provides the service: who would have (or might have, for it failed before it said), and what became of them. */
export function unmet(entries: readonly Entry[], service: string, who?: string): TenonError {
  const out = entries.filter(({ status }) => status !== 'active');
  const providers = out.filter(({ claims }) => claims.some(({ key }) => key === service));
  const suspects = providers[0] ? providers : out.filter(({ claims }) => !claims[0]);
  return failure(
    who ? 'needs_missing' : 'service_missing',
    who,
    [
      `no active plugin provides ${service}${who ? `, which ${who} needs` : ''}`,
      ...suspects.map(({ id, status, cause }) => `${id} is ${status}${cause ? `: ${cause.message}` : ''}`),
    ].join('; '),
    `Add a plugin that provides ${service}, or mend what failed.`,
    suspects.length > 1 ? suspects.map(({ cause }) => cause) : suspects[0]?.cause,
  );
}

/**
 * Judges the whole set at once, so that the order plugins are given in never matters: ids, consent to replace, conflicts;
 * then needs, in rounds, until nothing changes.
 */
export function resolve(read: readonly Entry[], replacements: Readonly<Record<string, string>>): Resolution {
  const byId = new Map<string, Entry>();
  let failed = false;
  const fail = (entry: Entry, cause: TenonError) => {
    entry.status = 'failed';
    entry.cause ??= cause;
    failed = true;
  };
  for (const entry of read) {
    const { id } = entry;
    if (byId.has(id)) {
      entry.version = entry.cause = undefined;
      entry.claims = [];
      if (entry.status !== 'disabled')
        fail(entry, failure('plugin_duplicate', id, `several plugins have the id ${id}`));
    }
    byId.set(id, entry);
  }
  const entries = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const active = () => entries.filter(({ status }) => status === 'active');
  const owner = (claim: Claim | undefined) => byId.get(claim?.plugin as string) as Entry;
  /** The claims to each key that no other claim replaces. */
  const rivals = () => {
    const claims = active().flatMap((entry) =>
      entry.claims.filter(({ kind }) => kind === 'service' || kind === 'member'),
    );
    return [...Map.groupBy(claims, ({ key }) => key).values()].map((group) =>
      group.filter(({ plugin }) => !group.some(({ replaces }) => replaces === plugin)),
    );
  };

  for (const entry of active())
    for (const { plugin, key, replaces } of entry.claims)
      if (replaces && replacements[key] !== plugin)
        fail(
          entry,
          failure(
            'replace_not_allowed',
            plugin,
            `${plugin} would replace ${key} of ${replaces} without the application's consent`,
            `To allow it, add to replacements: '${key}': '${plugin}'`,
          ),
        );
  for (const claims of rivals())
    if (claims[1])
      for (const claim of claims)
        fail(
          owner(claim),
          failure(
            'plugin_conflict',
            claim.plugin,
            `${claim.key} is contributed by ${claims.map(({ plugin }) => plugin).join(' and ')}`,
            'Disable one, or have one say what it replaces and allow that in replacements.',
          ),
        );

  for (;;) {
    const standing = new Map(rivals().map(([claim]) => [claim?.key as string, claim as Claim]));
    const order = new Set<string>();
    const visit = (entry: Entry, path: readonly Entry[]) => {
      const { id, needs } = entry;
      const way = [...path, entry];
      if (path.includes(entry)) {
        const cycle = way.slice(path.indexOf(entry));
        const names = cycle.map((part) => part.id).join(' needs ');
        for (const part of cycle)
          fail(part, failure('needs_cycle', part.id, `plugins cannot need each other: ${names}`));
      } else if (!order.has(id)) {
        for (const need of needs) {
          const provider = owner(standing.get(need.id));
          // A plugin may use a service of its own.
          if (provider !== entry) visit(provider, way);
        }
        order.add(id);
      }
    };
    failed = false;
    for (const entry of active())
      for (const { id } of entry.needs) if (!standing.has(id)) fail(entry, unmet(entries, id, entry.id));
    if (!failed) for (const entry of active()) visit(entry, []);
    if (!failed) return { entries, standing, order };
  }
}
