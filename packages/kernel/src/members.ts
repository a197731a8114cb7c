import type { Snapshot } from '@tenon/plugin-api';
import { failure, words } from './failure.ts';
import { limit } from './limit.ts';
import type { OwnScope } from './scope.ts';
import type { Claim, Problem } from './types.ts';

/** One member: what makes it, and what came of it. */
export interface Member {
  readonly claim: Pick<Claim, 'plugin' | 'point' | 'name' | 'key' | 'make'>;
  scope?: OwnScope;
  made?: Promise<unknown>;
  failed?: boolean;
}

/** The members of each collection, names sorted, as one user of a generation sees them. */
export interface View {
  readonly members: ReadonlyMap<string, ReadonlyMap<string, Member>>;
  users: number;
}

export interface MembersHost {
  readonly scopes: ReadonlyMap<string, OwnScope>;
  readonly makeTimeoutMs: number;
  /** For what stays out, and so belongs in the report. */
  readonly out: (claim: Pick<Claim, 'plugin' | 'point' | 'name'>, error: Problem['error']) => void;
}

/** A member's value, made at most once. undefined when that failed. */
export function make(member: Member, { scopes, makeTimeoutMs: ms, out }: MembersHost): Promise<unknown> {
  const { claim } = member;
  const { plugin, key } = claim;
  const run = async () => {
    const scope = (scopes.get(plugin) as OwnScope).child(key);
    member.scope = scope;
    try {
      const value = await limit(claim.make(scope), ms, () =>
        failure('make_timeout', plugin, `making it took over ${ms} ms`),
      );
      if (value === undefined || value === null) throw failure('make_empty', plugin, 'its make gave nothing');
      return value;
    } catch (thrown) {
      member.failed = true;
      out(claim, failure('member_failed', plugin, `${key} of ${plugin} is out: ${words(thrown)}`, undefined, thrown));
      await scope[Symbol.asyncDispose]();
      return undefined;
    }
  };
  member.made ??= run();
  return member.made;
}

interface Source {
  readonly claim: Claim;
  pending?: Snapshot<unknown> | undefined;
  members: ReadonlyMap<string, Member>;
}

export interface Views {
  /** The view of the latest snapshots. */
  take(): View;
  release(view: View): void;
  /** Begins to read the sources. */
  start(): void;
}

function check(snapshot: unknown): Snapshot<unknown> {
  if (typeof snapshot !== 'object' || snapshot === null) throw new Error('a snapshot must be an object');
  const wrong = Object.entries(snapshot).find(([, make]) => typeof make !== 'function');
  if (wrong) throw new Error(`${wrong[0]} in its snapshot is no function`);
  return { ...snapshot } as Snapshot<unknown>;
}

const sorted = (members: readonly Member[]) =>
  new Map(
    [...Map.groupBy(members, ({ claim }) => claim.point)].map(([point, of]) => [
      point,
      new Map(of.map((member) => [member.claim.name, member] as const).sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );

/** What a generation's collections hold: its plugins' members, and those of the latest snapshot of each source. */
export function makeViews(fixed: readonly Claim[], from: readonly Claim[], host: MembersHost): Views {
  const own = new Map(fixed.map((claim): [string, Member] => [claim.key, { claim }]));
  const sources = from.map((claim): Source => ({ claim, members: new Map() }));
  const told = new Set<string>();
  let current: View = { members: sorted([...own.values()]), users: 0 };
  const live = new Set([current]);

  const read = async (source: Source) => {
    const { claim } = source;
    const { plugin } = claim;
    const scope = host.scopes.get(plugin) as OwnScope;
    try {
      const iterator = (claim.make(scope) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      scope.defer(async () => void (await iterator.return?.()));
      for await (const snapshot of { [Symbol.asyncIterator]: () => iterator }) {
        if (scope.signal.aborted) return;
        source.pending = check(snapshot);
      }
    } catch (thrown) {
      // Ending because it was told to is no failure.
      if (scope.signal.aborted) return;
      const message = `${claim.key} of ${plugin} ended; its last members stay: ${words(thrown)}`;
      host.out(claim, failure('source_failed', plugin, message, undefined, thrown));
    }
  };

  /** A source's member whose name somebody else contributes, too, is out. */
  const uncontested = (member: Member, _: number, all: readonly Member[]) => {
    const { plugin, key } = member.claim;
    const rival = own.get(key) ?? all.find((other) => other !== member && other.claim.key === key);
    if (!rival) return true;
    const message = `${key} of ${plugin} is out: ${rival.claim.plugin} contributes it, too`;
    if (!told.has(message)) host.out(member.claim, failure('plugin_conflict', plugin, message));
    told.add(message);
    return false;
  };

  /** Members that no view shows any more are disposed. */
  const retire = (view: View) => {
    if (view === current || view.users || !live.delete(view)) return;
    for (const [point, members] of view.members)
      for (const [name, member] of members)
        if (![...live].some((other) => other.members.get(point)?.get(name) === member))
          void member.scope?.[Symbol.asyncDispose]();
  };

  return {
    take() {
      if (sources.some(({ pending }) => pending)) {
        for (const source of sources) {
          if (!source.pending) continue;
          const { claim, members } = source;
          source.members = new Map(
            Object.entries(source.pending).map(([name, make]) => {
              const before = members.get(name);
              const kept = before?.claim.make === make;
              return [name, kept ? before : { claim: { ...claim, name, key: `${claim.point}/${name}`, make } }];
            }),
          );
          source.pending = undefined;
        }
        const offered = sources.flatMap(({ members }) => [...members.values()]);
        const before = current;
        current = { members: sorted([...own.values(), ...offered.filter(uncontested)]), users: 0 };
        live.add(current);
        retire(before);
      }
      current.users++;
      return current;
    },
    release(view) {
      view.users--;
      retire(view);
    },
    start() {
      for (const source of sources) void read(source);
    },
  };
}
