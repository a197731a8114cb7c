import { statSync } from 'node:fs';
import type { ThreadPage, ThreadQuery, ThreadSummary } from '@tenon/plugin-api/thread-store';
import { compareThreads, isBehind, matchesQuery, parseCursor, threadPage } from '@tenon/thread-store';
import { type RolloutFile, rolloutFiles } from './folders.ts';
import { type Layout, stampTime } from './layout.ts';

/** How far the time in a file's name may be from the time in its meta line: names are local time, wherever that was. */
const SLACK_MS = 26 * 3600_000;

export interface WalkOptions {
  readonly layout: Layout;
  /** null for a file that lists leave out. */
  readonly read: (path: string) => ThreadSummary | null;
  /** Whether a file has the words that are searched for, where its text is searched. */
  readonly hasText?: (path: string) => Promise<boolean>;
  /** Lets other work run, if it is time. */
  readonly pause: () => Promise<void> | undefined;
}

/**
 * A page without an index: files in the order of the times in their names (or of their last change), each read until the page is full
 * and none that follows can come before its last one. A file whose name is more than 26 hours off the time it holds may come late.
 */
export async function walkPage(query: ThreadQuery, { layout, read, hasText, pause }: WalkOptions): Promise<ThreadPage> {
  const cursor = query.cursor ? parseCursor(query.cursor) : undefined;
  const sign = query.sortDirection === 'asc' ? 1 : -1;
  const found: ThreadSummary[] = [];
  const { files, timeOf, slack } = sorted(rolloutFiles(layout, query.archived ?? false), query, sign);
  let farthest = sign * -Number.MAX_VALUE;
  for (const file of files) {
    const time = timeOf(file);
    if (cursor && sign * (time - cursor.time) < -slack) continue;
    if (found.length > query.limit && sign * (time - farthest) > slack) break;
    const summary = read(file.path);
    const isOfPage = summary && matchesQuery(summary, query) && (!cursor || isBehind(summary, cursor, query));
    if (isOfPage && (!hasText || (await hasText(file.path)))) {
      found.push(summary);
      if (found.length <= query.limit + 1)
        farthest =
          sign *
          Math.max(sign * farthest, sign * (query.sortKey === 'updated_at' ? summary.updatedAt : summary.createdAt));
    }
    await pause();
  }
  found.sort(compareThreads(query));
  return threadPage(found.slice(0, query.limit), found.length > query.limit, query);
}

function sorted(files: RolloutFile[], query: ThreadQuery, sign: number) {
  if (query.sortKey === 'updated_at') {
    const times = new Map(files.map(({ path }) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
    const timeOf = ({ path }: RolloutFile) => times.get(path) ?? 0;
    // One millisecond: updatedAt has no fraction.
    return { files: files.sort((a, b) => sign * (timeOf(a) - timeOf(b))), timeOf, slack: 1 };
  }
  files.sort((a, b) => (a.stamp === b.stamp ? 0 : a.stamp < b.stamp ? -sign : sign));
  return { files, timeOf: ({ stamp }: RolloutFile) => stampTime(stamp), slack: SLACK_MS };
}
