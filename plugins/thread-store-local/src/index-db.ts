import { rmSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ThreadQuery, ThreadSummary } from '@tenon/plugin-api/thread-store';
import { type Cursor, sourceKindsOf } from '@tenon/thread-store';
import type { FileSummary } from './head.ts';
import { pageSql } from './index-page.ts';

/** Raised whenever the tables change: an index of another version is dropped and built again. */
const VERSION = 2;
/** So many changes of time are remembered, for lists that are being read. */
const MOVES = 10_000;

const SCHEMA = `
CREATE TABLE folders (path TEXT PRIMARY KEY, parent TEXT, mtime REAL) WITHOUT ROWID;
CREATE TABLE threads (
  number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, file_id TEXT NOT NULL, archived INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0, listed INTEGER NOT NULL DEFAULT 0, size INTEGER, mtime REAL,
  id TEXT, created_at INTEGER, updated_at INTEGER, provider TEXT, cwd TEXT, kinds TEXT,
  summary TEXT, text_end INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX threads_created ON threads (archived, created_at, id) WHERE listed = 1;
CREATE INDEX threads_updated ON threads (archived, updated_at, id) WHERE listed = 1;
CREATE INDEX threads_unlisted ON threads (archived) WHERE listed = 0;
CREATE INDEX threads_unread ON threads (state, path DESC) WHERE state < 2;
CREATE INDEX threads_folder ON threads (folder);
CREATE INDEX threads_id ON threads (id);
CREATE INDEX threads_file_id ON threads (file_id);
CREATE TABLE moves (seq INTEGER PRIMARY KEY AUTOINCREMENT, thread INTEGER NOT NULL, updated_at INTEGER);
CREATE TABLE parts (number INTEGER PRIMARY KEY, thread INTEGER NOT NULL);
CREATE INDEX parts_thread ON parts (thread);
-- Which words a part of a thread has, not where nor how often: searches ask for nothing else, and this is the smallest.
-- 'ascii' splits at spaces here: what is a word was decided before, for texts and searches alike.
CREATE VIRTUAL TABLE words USING fts5(body, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE TRIGGER threads_gone AFTER DELETE ON threads BEGIN
  DELETE FROM words WHERE rowid IN (SELECT number FROM parts WHERE thread = old.number);
  DELETE FROM parts WHERE thread = old.number;
  DELETE FROM moves WHERE thread = old.number;
END;
`;

/** How a file was when its row was written. */
export type FileStamp = Pick<IndexRow, 'path' | 'size' | 'mtime' | 'complete'>;

/** A file whose row is there; `state` 0 is known by name, 1 by its beginning and end, 2 whole. */
export interface IndexRow extends FileSummary {
  readonly path: string;
  readonly archived: boolean;
  readonly state: number;
}

/** A row of a page, and the time it is sorted by. */
export interface PlacedRow extends IndexRow {
  readonly place: number;
}

export interface FolderRow {
  /** Unix milliseconds; null when it must be read again. */
  readonly mtime: number | null;
  readonly children: readonly string[];
}

/** The SQLite file. All calls are synchronous and throw SQLite's errors; `isDamaged` tells those that a rebuild mends. */
export interface IndexDb {
  transaction<T>(run: () => T): T;
  folders(): Map<string, FolderRow>;
  putFolder(path: string, parent: string | null, mtime: number | null): void;
  removeFolder(path: string): void;
  filesIn(folder: string): string[];
  addFile(file: { path: string; folder: string; fileId: string; archived: boolean }): void;
  removeFile(path: string): void;
  put(path: string, known: FileSummary): void;
  get(path: string): IndexRow | undefined;
  unreadCount(): number;
  /** Those not read at all, then those not read whole. */
  unread(limit: number): FileStamp[];
  unlisted(archived: boolean, limit: number): FileStamp[];
  listed(archived: boolean): FileStamp[];
  /** How many changes of time there were: the state that a list is of. */
  moves(): number;
  page(query: ThreadQuery, cursor: Cursor | undefined, count: number): PlacedRow[];
  pathsOf(id: string): string[];
  close(): void;
}

/** Primary result codes. */
export const SQLITE = { error: 1, busy: 5, locked: 6, corrupt: 11, full: 13, schema: 17, notADatabase: 26 } as const;

/** True for an error that says the file is damaged, or not what we wrote. */
export function isDamaged(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE.corrupt || code === SQLITE.notADatabase || code === SQLITE.schema || code === SQLITE.error;
}

/** SQLite's primary result code; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  const { errcode } = Object(error) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

export function removeIndex(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
}

/** Opens the index, and makes its tables where there are none of this version. Throws SQLite's errors. */
export function openIndex(file: string): IndexDb {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const db = new Database(file);
  try {
    prepareSchema(db);
    return wrap(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareSchema(db: DatabaseSync): void {
  // Not synchronous: what a power cut may lose can be derived again.
  db.exec('PRAGMA busy_timeout = 100; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
  const version = () => Number(db.prepare('PRAGMA user_version').get()?.user_version);
  if (version() === VERSION) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    if (version() !== VERSION) {
      const tables = db
        .prepare(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY sql NOT LIKE '%VIRTUAL%'",
        )
        .all();
      // Tables of a virtual one go with it.
      for (const { name } of tables) db.exec(`DROP TABLE IF EXISTS "${String(name).replaceAll('"', '""')}"`);
      db.exec(`${SCHEMA} PRAGMA user_version = ${VERSION};`);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

type Row = Record<string, unknown>;

function wrap(db: DatabaseSync): IndexDb {
  const prepared = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    let statement = prepared.get(text);
    if (!statement) {
      statement = db.prepare(text);
      prepared.set(text, statement);
    }
    return statement;
  };
  const rows = (text: string, ...values: SQLInputValue[]) =>
    sql(text)
      .all(...values)
      .map(rowOf);
  const stamps = (where: string, ...values: SQLInputValue[]) =>
    sql(`SELECT path, size, mtime, state FROM threads ${where}`)
      .all(...values)
      .map(stampOf);
  const putWords = (thread: number, { words, wordsFrom }: FileSummary) => {
    if (!words) return;
    if (wordsFrom === 'start') {
      sql('DELETE FROM words WHERE rowid IN (SELECT number FROM parts WHERE thread = ?)').run(thread);
      sql('DELETE FROM parts WHERE thread = ?').run(thread);
    }
    if (words.size === 0) return;
    const { lastInsertRowid: part } = sql('INSERT INTO parts (thread) VALUES (?)').run(thread);
    sql('INSERT INTO words (rowid, body) VALUES (?, ?)').run(part, [...words].join(' '));
  };
  return {
    transaction(run) {
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = run();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    folders() {
      const all = new Map<string, { mtime: number | null; children: string[] }>();
      const found = sql('SELECT path, parent, mtime FROM folders').all() as Row[];
      for (const row of found) all.set(String(row.path), { mtime: row.mtime as number | null, children: [] });
      for (const row of found) all.get(String(row.parent))?.children.push(String(row.path));
      return all;
    },
    putFolder: (path, parent, mtime) =>
      void sql('INSERT OR REPLACE INTO folders (path, parent, mtime) VALUES (?, ?, ?)').run(path, parent, mtime),
    removeFolder(path) {
      // '0' is the character after '/': all paths below.
      sql("DELETE FROM folders WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')").run(path);
      sql("DELETE FROM threads WHERE path > ?1 || '/' AND path < ?1 || '0'").run(path);
    },
    filesIn: (folder) =>
      sql('SELECT path FROM threads WHERE folder = ?')
        .all(folder)
        .map((row) => String(row.path)),
    addFile: ({ path, folder, fileId, archived }) =>
      void sql('INSERT OR IGNORE INTO threads (path, folder, file_id, archived) VALUES (?, ?, ?, ?)').run(
        path,
        folder,
        fileId,
        Number(archived),
      ),
    removeFile: (path) => void sql('DELETE FROM threads WHERE path = ?').run(path),
    put(path, known) {
      const row = sql('SELECT number, listed, updated_at FROM threads WHERE path = ?').get(path);
      if (!row) return;
      const { summary, listed, size, mtime, complete, end } = known;
      if (row.listed === 1 && row.updated_at !== (summary?.updatedAt ?? null)) {
        const { lastInsertRowid: last } = sql('INSERT INTO moves (thread, updated_at) VALUES (?, ?)').run(
          row.number as number,
          row.updated_at as number,
        );
        if (Number(last) % 256 === 0) sql('DELETE FROM moves WHERE seq <= ?').run(Number(last) - MOVES);
      }
      sql(
        `UPDATE threads SET state = ?, listed = ?, size = ?, mtime = ?, id = ?, created_at = ?, updated_at = ?, provider = ?,
        cwd = ?, kinds = ?, summary = ?, text_end = ? WHERE number = ?`,
      ).run(
        complete ? 2 : 1,
        Number(listed),
        size,
        mtime,
        summary?.id ?? null,
        summary ? Math.trunc(summary.createdAt) : null,
        summary?.updatedAt ?? null,
        summary?.modelProvider ?? null,
        summary?.cwd ?? null,
        summary ? ` ${sourceKindsOf(summary.source).join(' ')} ` : null,
        summary ? JSON.stringify(summary) : null,
        end,
        row.number as number,
      );
      putWords(row.number as number, known);
    },
    get: (path) => rows('SELECT * FROM threads WHERE path = ?', path)[0],
    // The first condition is that of the index, which is not used without it.
    unreadCount: () => Number(sql('SELECT count(*) AS n FROM threads WHERE state < 2 AND state = 0').get()?.n),
    unread: (limit) => stamps('WHERE state < 2 ORDER BY state, path DESC LIMIT ?', limit),
    unlisted: (archived, limit) => stamps('WHERE listed = 0 AND archived = ? LIMIT ?', Number(archived), limit),
    listed: (archived) => stamps('WHERE listed = 1 AND archived = ?', Number(archived)),
    moves: () => Number(sql("SELECT seq FROM sqlite_sequence WHERE name = 'moves'").get()?.seq ?? 0),
    page(query, cursor, count) {
      const sign = query.sortDirection === 'asc' ? 1 : -1;
      const found = pageSql(query, cursor, cursor?.asOf ?? 0, count).flatMap(({ text, values }) =>
        sql(text)
          .all(...values)
          .map((row) => ({ ...rowOf(row), place: Number(row.place) })),
      );
      const id = (row: IndexRow) => row.summary?.id ?? '';
      return found
        .sort((a, b) => sign * (a.place - b.place || (id(a) < id(b) ? -1 : id(a) > id(b) ? 1 : 0)))
        .slice(0, count);
    },
    pathsOf: (id) =>
      sql('SELECT path FROM threads WHERE file_id = ?1 OR id = ?1 ORDER BY archived, file_id <> ?1')
        .all(id)
        .map((row) => String(row.path)),
    close: () => db.close(),
  };
}

const stampOf = (row: Row): FileStamp => ({
  path: String(row.path),
  complete: row.state === 2,
  size: Number(row.size ?? -1),
  mtime: Number(row.mtime ?? -1),
});

function rowOf(row: Row): IndexRow {
  return {
    ...stampOf(row),
    archived: row.archived === 1,
    state: Number(row.state),
    listed: row.listed === 1,
    end: Number(row.text_end),
    summary: typeof row.summary === 'string' ? (JSON.parse(row.summary) as ThreadSummary) : null,
  };
}
