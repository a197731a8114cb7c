import type { TenonError } from '@tenon/plugin-api';
import { failure } from './failure.ts';
import type { Claim, Entry } from './types.ts';

/** What a set of plugins amounts to. */
export interface Resolution {
  /** One for each plugin id, sorted. */
  readonly entries: readonly Entry[];
  /** Who provides a service, or a member that is no source's, by its key. */
  readonly standing: ReadonlyMap<string, Claim>;
  /** Ids of the active plugins: each after those it needs. */
  readonly order: readonly string[];
}

type Verdict = readonly [Entry, TenonError];

/** One entry for each id. Plugins that share one are all out, whichever came first. */
function unique(read: readonly Entry[]): Entry[] {
  const entries = [...Map.groupBy(read, ({ id }) => id).values()].map((same) => {
    const [entry] = same as [Entry];
    if (same.length > 1) entry.version = undefined;
    if (same.length > 1 && entry.status !== 'disabled') {
      entry.status = 'failed';
      entry.claims = [];
      entry.cause = failure(
        'plugin_duplicate',
        entry.id,
        `${same.length} plugins have the id ${entry.id}`,
        'Leave all but one out.',
      );
    }
    return entry;
  });
  return entries.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Judges the whole set at once, so that the order plugins are given in never matters: ids, consent to replace, conflicts,
 * then needs, in rounds, until nothing changes.
 */
export function resolve(read: readonly Entry[], replacements: Readonly<Record<string, string>>): Resolution {
  const entries = unique(read);
  const active = () => entries.filter(({ status }) => status === 'active');
  /** All verdicts of a round are found before any is carried out. */
  const judge = (verdicts: readonly Verdict[]) => {
    for (const [entry, cause] of verdicts) {
      entry.status = 'failed';
      entry.cause ??= cause;
    }
    return verdicts.length > 0;
  };
  /** Those claims to each key that no other replaces. */
  const groups = () => {
    const claims = active().flatMap((entry) =>
      entry.claims.filter(({ kind }) => kind === 'service' || kind === 'member'),
    );
    return [...Map.groupBy(claims, ({ key }) => key)].map(([key, rivals]) => {
      return [key, rivals.filter((claim) => !rivals.some((other) => other.replaces === claim.plugin))] as const;
    });
  };

  judge(
    active().flatMap((entry) => {
      const refused = entry.claims.find(
        ({ key, replaces }) => replaces !== undefined && replacements[key] !== entry.id,
      );
      return refused ? [[entry, notAllowed(refused)]] : [];
    }),
  );
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  judge(
    groups().flatMap(([key, rivals]) =>
      rivals.length < 2
        ? []
        : rivals.map(({ plugin }): Verdict => {
            const mend = `Disable one, or let one declare that it replaces the other and allow it: replacements['${key}'].`;
            return [
              byId.get(plugin) as Entry,
              failure(
                'plugin_conflict',
                plugin,
                `${key} is contributed by ${rivals.map((rival) => rival.plugin).join(' and ')}`,
                mend,
              ),
            ];
          }),
    ),
  );

  for (;;) {
    const standing = new Map(groups().flatMap(([key, [claim]]) => (claim ? [[key, claim] as const] : [])));
    const missing = active().flatMap((entry): Verdict[] => {
      const need = entry.needs.find(({ id }) => !standing.has(id));
      return need ? [[entry, unmet(entry.id, need.id, entries)]] : [];
    });
    if (judge(missing)) continue;
    const needed = (id: string) =>
      (byId.get(id) as Entry).needs
        .map((need) => (standing.get(need.id) as Claim).plugin)
        .filter((other) => other !== id);
    const cycles = active().flatMap((entry): Verdict[] => {
      const path = pathBack(entry.id, needed);
      const message = `plugins need each other: ${path?.join(' -> ')}`;
      return path ? [[entry, failure('needs_cycle', entry.id, message, 'One of them must do without.')]] : [];
    });
    if (!judge(cycles)) return { entries, standing, order: inOrder(active(), needed) };
  }
}

const notAllowed = ({ plugin, key, replaces }: Claim) =>
  failure(
    'replace_not_allowed',
    plugin,
    `${plugin} would replace ${key} of ${replaces} without the application's consent`,
    `To allow it, add to replacements: '${key}': '${plugin}'.`,
  );

/** The plugins that would have provided a service, or might have; and what became of them. */
export function unmet(who: string | undefined, service: string, entries: readonly Entry[]): TenonError {
  const out = entries.filter(({ status }) => status !== 'active');
  const providers = out.filter(({ claims }) => claims.some(({ key }) => key === service));
  // Of what failed before it said what it provides, any may be the one.
  const suspects = providers.length ? providers : out.filter(({ claims }) => !claims.length);
  const causes = suspects.flatMap(({ cause }) => cause ?? []);
  const told = suspects.map(
    ({ id, status, cause }) => `${id} is ${status}${cause ? ` (${cause.code}: ${cause.message})` : ''}`,
  );
  return failure(
    who ? 'needs_missing' : 'service_missing',
    who,
    `no active plugin provides ${service}${who ? `, which ${who} needs` : ''}${told.length ? `; ${told.join('; ')}` : ''}`,
    `Add a plugin that provides ${service}, or mend the one that failed.`,
    causes.length > 1 ? new AggregateError(causes, told.join('; ')) : causes[0],
  );
}

/** The way from a plugin through what it needs back to itself. */
function pathBack(start: string, needed: (id: string) => readonly string[]): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (path: readonly string[]): readonly string[] | undefined => {
    for (const next of needed(path.at(-1) as string)) {
      if (next === start) return [...path, start];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk([...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk([start]);
}

/** What is needed before what needs it. */
function inOrder(entries: readonly Entry[], needed: (id: string) => readonly string[]): readonly string[] {
  const order = new Set<string>();
  const visit = (id: string) => {
    if (order.has(id)) return;
    for (const other of needed(id)) visit(other);
    order.add(id);
  };
  for (const { id } of entries) visit(id);
  return [...order];
}
