import type { Snapshot } from '@tenon/plugin-api';
import { limit } from './limit.ts';
import type { Begin, Claim, Report } from './types.ts';

/** The members of all collections, by key, sorted, as one user of a generation sees them. */
export type View = ReadonlyMap<string, Claim>;

export interface Views {
  /** The view of the latest snapshots. To be released. */
  take(): View;
  /** Members that no view shows any more are disposed; once there is no view, `empty` is called. */
  release(view?: View): Promise<void> | undefined;
}

/** The views of a generation: its plugins' own members, and those of the latest snapshot of each source. Holds the latest itself. */
export function makeViews(
  own: readonly Claim[],
  sources: readonly Claim[],
  begin: Begin,
  report: Report,
  empty: () => Promise<void>,
): Views {
  const users = new Map<View, number>();
  let latest: View = new Map();
  let changed = true;

  const hold = (view: View) => {
    users.set(view, (users.get(view) ?? 0) + 1);
    return view;
  };
  const release = (view = latest) => {
    const left = (users.get(view) ?? 0) - 1;
    users.set(view, left);
    if (left > 0) return;
    users.delete(view);
    if (!users.size) return empty();
    for (const member of view.values())
      if (![...users.keys()].some((other) => other.get(member.key) === member))
        void member.scope?.[Symbol.asyncDispose]();
  };
  const read = async (source: Claim) => {
    const scope = begin(source);
    try {
      const iterator = (source.make(scope) as AsyncIterable<Snapshot<unknown>>)[Symbol.asyncIterator]();
      scope.defer(async () => void (await iterator.return?.()));
      for await (const snapshot of { [Symbol.asyncIterator]: () => iterator }) {
        if (!Object.values(snapshot).every((make) => typeof make === 'function'))
          throw new Error('a snapshot holds functions');
        source.snapshot = snapshot;
        changed = true;
      }
    } catch (thrown) {
      // Ending because it was told to is no failure.
      if (!scope.signal.aborted) report(source, 'source_failed', thrown);
    }
  };
  const look = () => {
    const offered = sources.flatMap((source) =>
      Object.entries(source.snapshot ?? {}).map(([name, make]): Claim => {
        const key = `${source.point}/${name}`;
        const before = latest.get(key);
        return before?.make === make ? before : { ...source, kind: 'member', name, key, make, scope: undefined };
      }),
    );
    const members = [...own, ...offered];
    return new Map(
      members
        // A source's member that somebody else contributes, too, is out.
        .filter((member, at) => {
          const rival = own[at] ? undefined : members.find((other) => other !== member && other.key === member.key);
          if (rival) report(member, 'plugin_conflict', new Error(`${rival.plugin} contributes it, too`));
          return !rival;
        })
        .map((member) => [member.key, member] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };

  hold(latest);
  sources.forEach(read);
  return {
    take() {
      if (changed) {
        changed = false;
        const before = latest;
        latest = hold(look());
        void release(before);
      }
      return hold(latest);
    },
    release,
  };
}

/** A member's value, made at most once. undefined when that failed. */
export function make(member: Claim, ms: number, begin: Begin, report: Report): Promise<unknown> {
  const run = async () => {
    const scope = begin(member);
    try {
      const value = await limit(member.make(scope), ms);
      if (value === undefined) throw new Error('its make gave nothing');
      return value;
    } catch (thrown) {
      member.failed = true;
      report(member, 'member_failed', thrown);
      await scope[Symbol.asyncDispose]();
    }
  };
  member.made ??= run();
  return member.made;
}
