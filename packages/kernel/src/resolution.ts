import type { TenonError } from '@tenon/plugin-api';
import { failure } from './failure.ts';
import type { Claim, Entry } from './types.ts';

/** What a set of plugins amounts to. */
export interface Resolution {
  /** One for each plugin id, sorted. */
  readonly entries: readonly Entry[];
  /** The active ones, each after those it needs. */
  readonly order: Iterable<Entry>;
  /** The claim in effect to a service, or to a member that is no source's. */
  standing(key: string): Claim | undefined;
}

/** What to say when no active plugin provides a service: who would have (or might have) and what became of them; the mend; the cause. */
export function unmet(entries: readonly Entry[], service: string): [string, string, TenonError | undefined] {
  const suspects = entries.filter(
    ({ status, claims }) => status !== 'active' && (!claims[0] || claims.some(({ key }) => key === service)),
  );
  return [
    [
      `no active plugin provides ${service}`,
      ...suspects.map(({ id, status, cause }) => cause?.message ?? `${id}: ${status}`),
    ].join('; '),
    `Add a plugin that provides ${service}, or mend one.`,
    suspects.find(({ cause }) => cause)?.cause,
  ];
}

const isActive = ({ status }: Entry) => status === 'active';
/** The claims, of those to one key, that no other of them replaces. */
const rivals = (claims: readonly Claim[]) =>
  claims.filter(({ entry }) => !claims.some(({ replaces }) => replaces === entry.id));

/**
 * Judges the whole set at once, so that the order plugins are given in never matters: ids, consent to replace, conflicts,
 * then needs. When a plugin that replaces something fails, what it would have replaced is back.
 */
export function resolve(read: readonly Entry[], replacements: Readonly<Record<string, string>>): Resolution {
  const byId = new Map<string, Entry>();
  const fail = (entry: Entry, code: string, message: string, mend?: string, cause?: unknown) => {
    entry.status = 'failed';
    entry.cause ??= failure(code, entry.id, message, mend, cause);
  };
  for (const entry of read) {
    if (byId.has(entry.id)) {
      entry.version = entry.cause = undefined;
      entry.claims = [];
      if (entry.status !== 'disabled') fail(entry, 'plugin_duplicate', 'several plugins have this id');
    }
    byId.set(entry.id, entry);
  }
  const entries = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

  for (const entry of entries.filter(isActive))
    for (const { key, replaces } of entry.claims)
      if (replaces && replacements[key] !== entry.id)
        fail(
          entry,
          'replace_not_allowed',
          `it would replace ${key} of ${replaces} without the application's consent`,
          `To allow it, add to replacements: '${key}': '${entry.id}'`,
        );
  const groups = Map.groupBy(
    entries
      .filter(isActive)
      .flatMap(({ claims }) => claims.filter(({ kind }) => kind === 'service' || kind === 'member')),
    ({ key }) => key,
  );
  for (const [key, group] of groups) {
    const contested = rivals(group);
    if (contested[1])
      for (const { entry } of contested)
        fail(
          entry,
          'plugin_conflict',
          `${key} is contributed by ${contested.map((claim) => claim.entry.id).join(' and ')}`,
          'Disable one, or let one replace the other.',
        );
  }

  const standing = (key: string) => rivals((groups.get(key) ?? []).filter(({ entry }) => isActive(entry)))[0];
  const order = new Set<Entry>();
  const visit = (entry: Entry, path: readonly Entry[]) => {
    const way = [...path, entry];
    if (path.includes(entry)) {
      const cycle = way.slice(path.indexOf(entry));
      for (const part of cycle)
        fail(part, 'needs_cycle', `plugins cannot need each other: ${cycle.map(({ id }) => id).join(' needs ')}`);
    }
    if (!isActive(entry) || order.has(entry)) return;
    for (const { id, optional } of entry.needs) {
      let provider: Entry | undefined;
      // A plugin may use a service of its own. When a provider turns out to fail, what it replaced takes its place.
      do {
        provider = standing(id)?.entry;
        if (provider && provider !== entry) visit(provider, way);
      } while (provider && !isActive(provider));
      if (!provider && !optional) fail(entry, 'needs_missing', ...unmet(entries, id));
    }
    if (isActive(entry)) order.add(entry);
  };
  for (const entry of entries) visit(entry, []);
  return { entries, order, standing };
}
