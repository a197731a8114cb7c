import { basename, join, resolve, sep } from 'node:path';
import type { SessionMeta } from '@tenon/protocol';

/** The folders of a home. */
export interface Layout {
  readonly home: string;
  readonly sessions: string;
  readonly archived: string;
  readonly leases: string;
  /** Lines that forks share with their parents. */
  readonly shared: string;
  /** Large content, once by its digest. */
  readonly blobs: string;
  readonly index: string;
}

export const layoutOf = (home: string): Layout => ({
  home,
  sessions: join(home, 'sessions'),
  archived: join(home, 'archived_sessions'),
  leases: join(home, 'leases'),
  shared: join(home, 'shared_lines'),
  blobs: join(home, 'blobs'),
  index: join(home, 'tenon-index.sqlite'),
});

export const isArchived = (layout: Layout, path: string): boolean =>
  resolve(path).startsWith(`${resolve(layout.archived)}${sep}`);

const two = (value: number) => String(value).padStart(2, '0');

/** The folder of a day, local time. */
export const dayFolder = (layout: Layout, time: Date): string =>
  join(layout.sessions, String(time.getFullYear()).padStart(4, '0'), two(time.getMonth() + 1), two(time.getDate()));

/** `sessions/YYYY/MM/DD/rollout-YYYY-MM-DDTHH-MM-SS-<id>.jsonl`, local time. */
function rolloutPath(layout: Layout, id: string, time: Date): string {
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}-${two(time.getMinutes())}-${two(time.getSeconds())}`;
  return join(dayFolder(layout, time), `rollout-${date}T${clock}-${id}.jsonl`);
}

/** Where a new thread is kept. */
export function newPath(layout: Layout, { id, timestamp }: Pick<SessionMeta, 'id' | 'timestamp'>): string {
  const time = new Date(timestamp);
  return rolloutPath(layout, id, Number.isNaN(time.getTime()) ? new Date() : time);
}

/** Where an archived file goes back to: the folder of the day in its name. */
export function livePath(layout: Layout, path: string): string {
  const name = basename(path);
  const [year = '', month = '', day = ''] = parseName(name)?.stamp.slice(0, 10).split('-') ?? [];
  return join(layout.sessions, year, month, day, name);
}

const NAME = /^rollout-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)-(.+)\.jsonl$/;

export interface RolloutName {
  /** As in the name, such as `2026-04-30T12-00-00`: sorts by time. */
  readonly stamp: string;
  readonly id: string;
}

/** undefined for a name that is not a rollout's: such a file is no thread. */
export function parseName(name: string): RolloutName | undefined {
  const found = NAME.exec(name);
  const [, stamp, id] = found ?? [];
  return stamp !== undefined && id !== undefined ? { stamp, id } : undefined;
}

/** Unix milliseconds; the stamp is local time. NaN for a date that is none. */
export function stampTime(stamp: string): number {
  const [date, clock] = stamp.split('T');
  return Date.parse(`${date}T${clock?.replaceAll('-', ':')}`);
}

/** When a UUIDv7 was made, unix milliseconds; undefined for any other id. */
export function idTime(id: string): number | undefined {
  const found = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i.exec(id);
  return found ? Number.parseInt(`${found[1]}${found[2]}`, 16) : undefined;
}
