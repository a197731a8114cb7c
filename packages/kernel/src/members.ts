import { type Snapshot, withTimeout } from '@tenon/plugin-api';
import type { Begin, Claim, Report } from './types.ts';

/** The members of all collections, by key, sorted, as one user of a generation sees them. */
export type View = ReadonlyMap<string, Claim>;

/** Whoever holds a view. */
export interface Holder {
  view: View;
}

export interface Views {
  /** Holds the generation for those to come, until it is released. */
  readonly self: Holder;
  /** A holder of the view of the latest snapshots. */
  hold(): Holder;
  /** Members that no view shows any more are disposed; once nobody holds one, `empty` is called. Again: nothing. */
  release(holder: Holder): unknown;
}

/** The views of a generation: its plugins' own members, and those of the latest snapshot of each source. Reads the sources. */
export function makeViews(
  own: readonly Claim[],
  sources: readonly Claim[],
  begin: Begin,
  report: Report,
  empty: () => unknown,
): Views {
  const self: Holder = { view: new Map() };
  const holders = new Set([self]);
  let changed = true;

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
      if (!scope.signal.aborted) report(source, thrown);
    }
  };
  const look = (before: View): View => {
    const offered = sources.flatMap((source) =>
      Object.entries(source.snapshot ?? {}).map(([name, make]): Claim => {
        const key = `${source.point}/${name}`;
        const old = before.get(key);
        return old?.make === make && old.entry === source.entry
          ? old
          : { ...source, kind: 'member', name, key, make, scope: undefined };
      }),
    );
    // A source's member that somebody else contributes, too, is out.
    const uncontested = offered.filter((member) => {
      const rival = [...own, ...offered].find((other) => other !== member && other.key === member.key);
      if (rival) report(member, new Error(`${rival.entry.id} contributes it, too`), 'plugin_conflict');
      return !rival;
    });
    return new Map(
      [...own, ...uncontested].sort((a, b) => (a.key < b.key ? -1 : 1)).map((member) => [member.key, member]),
    );
  };
  const sweep = (view: View) => {
    for (const [key, member] of view)
      if (![...holders].some((holder) => holder.view.get(key) === member)) void member.scope?.[Symbol.asyncDispose]();
  };

  sources.forEach(read);
  return {
    self,
    hold() {
      if (changed) {
        changed = false;
        const { view } = self;
        self.view = look(view);
        sweep(view);
      }
      const holder = { ...self };
      holders.add(holder);
      return holder;
    },
    release: (holder) => holders.delete(holder) && (holders.size ? sweep(holder.view) : empty()),
  };
}

/** A member's value, made at most once. undefined when that failed. */
export function make(member: Claim, begin: Begin, report: Report): Promise<unknown> {
  const run = async () => {
    const scope = begin(member);
    try {
      const value = await withTimeout(member.make(scope), 60_000);
      if (value === undefined) throw new Error('its make gave nothing');
      return value;
    } catch (thrown) {
      member.failed = true;
      report(member, thrown);
      await scope[Symbol.asyncDispose]();
    }
  };
  member.made ??= run();
  return member.made;
}
