import { existsSync, mkdirSync, statSync } from 'node:fs';
import type { Logger } from '@tenon/plugin-api/logger';
import type { ThreadPage, ThreadQuery } from '@tenon/plugin-api/thread-store';
import { hasWords, parseCursor, textSearch, threadPage } from '@tenon/thread-store';
import { errno, PLUGIN } from './fault.ts';
import { folderChanges, rolloutFiles } from './folders.ts';
import type { FileSummary } from './head.ts';
import {
  type FileStamp,
  type IndexDb,
  isDamaged,
  openIndex,
  type PlacedRow,
  removeIndex,
  SQLITE,
  sqliteCode,
} from './index-db.ts';
import type { Layout } from './layout.ts';
import { Summaries } from './summaries.ts';
import { walkPage } from './walk.ts';

/** So many files at most are read before a page is answered from the index; more, and the page comes from a walk. */
const READ_AT_ONCE = 200;
/** Milliseconds of work in one go, before other work gets its turn. */
const SLICE_MS = 5;
/** So often a page is asked again because files of it had changed. */
const ATTEMPTS = 5;
/** So many files are looked at for changes with every list that any change counts for. */
const LOOK_ALWAYS = 1000;
/** Where there are more, the next look at all of them comes after so many times what the last one took. */
const LOOK_REST = 20;

/** Lists threads: from the index where there is one, else from the files, while the index is built behind. */
export class Catalog {
  readonly #layout: Layout;
  readonly #logger: Logger;
  #db: IndexDb | undefined;
  /** There can be none: it was told why. */
  #unusable = false;
  #warnedFull = false;
  #closed = false;
  /** What was read while there was no index is remembered until there is. */
  readonly #summaries: Summaries;
  #building: Promise<void> | undefined;
  #addingFolders = false;
  #listing = 0;
  /** Of the live files and of the archived ones: when all are looked at again. */
  readonly #nextLook = { live: 0, archived: 0 };

  constructor(layout: Layout, logger: Logger) {
    this.#layout = layout;
    this.#logger = logger;
    this.#summaries = new Summaries(layout, logger);
  }

  async list(query: ThreadQuery): Promise<ThreadPage> {
    if (query.cursor) parseCursor(query.cursor);
    this.#listing += 1;
    try {
      const page = this.#guard(() => this.#fromIndex(query));
      if (page) return page;
      if (query.indexOnly) return threadPage([], false, query);
      const read = (path: string) => {
        const known = this.#summaries.remember(path);
        return known?.listed ? known.summary : null;
      };
      const pause = pauses();
      const words = textSearch(query);
      if (words?.length === 0) return threadPage([], false, query);
      const hasText = async (path: string) => {
        const scan = this.#summaries.whole(path);
        let step = scan.next();
        for (; !step.done; step = scan.next()) await pause();
        return hasWords(words ?? [], step.value.words ?? new Set());
      };
      return await walkPage(query, { layout: this.#layout, pause, read, ...(words && { hasText }) });
    } finally {
      this.#listing -= 1;
      this.#buildIfNeeded();
    }
  }

  /** The files of a thread, by the id in the name or in the meta line. Makes the index, or brings it up to date, first. */
  async find(id: string): Promise<string[]> {
    if (!this.#hasThreads()) return [];
    // What runs behind does not keep the process alive; somebody who waits for it does.
    const wait = setInterval(() => {}, 1000);
    try {
      await this.#build();
    } finally {
      clearInterval(wait);
    }
    const found = this.#guard(() => {
      const db = this.#open(false);
      if (!db) return undefined;
      this.#syncFolders(db);
      this.#readNew(db);
      return db.pathsOf(id);
    });
    if (found) return found;
    const files = [...rolloutFiles(this.#layout, false), ...rolloutFiles(this.#layout, true)];
    return files.map((file) => file.path).filter((path) => this.#summaries.remember(path)?.summary?.id === id);
  }

  /** Brings the index up to date with files that were written. Does not make one that is not there: the next list does. */
  update(paths: Iterable<string>): void {
    this.#guard(() => {
      const db = this.#open(false);
      if (!db || this.#addingFolders || db.folders().size === 0) return;
      this.#syncFolders(db);
      const rows = [...paths].map((path) => db.get(path)).filter((row) => row !== undefined);
      this.#refresh(db, rows);
    });
    this.#buildIfNeeded(false);
  }

  /** Nothing runs behind any more: all work is done in pieces, and none begins after this. */
  close(): void {
    this.#closed = true;
    this.#db?.close();
    this.#db = undefined;
  }

  #open(create: boolean): IndexDb | undefined {
    const { index, home } = this.#layout;
    if (this.#db || this.#unusable || this.#closed) return this.#db;
    if (!existsSync(index)) {
      if (!create) return undefined;
      mkdirSync(home, { recursive: true });
    }
    this.#db = openIndex(index);
    return this.#db;
  }

  /** Runs what uses the index; undefined where that fails. A damaged index is removed, to be built again. */
  #guard<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      const code = sqliteCode(error);
      if (code === undefined && errno(error) === '') throw error;
      const fields = { plugin: PLUGIN, file: this.#layout.index, cause: String(error) };
      if (code !== undefined && isDamaged(error)) {
        this.#logger.warn('the thread index was damaged and is built again', fields);
        try {
          this.#db?.close();
        } finally {
          this.#db = undefined;
          removeIndex(this.#layout.index);
        }
      } else if (code === SQLITE.busy || code === SQLITE.locked) {
        this.#logger.debug('the thread index is in use by another process', fields);
      } else if (code === SQLITE.full) {
        if (!this.#warnedFull)
          this.#logger.warn('the thread index has no space to be written: lists are slower', fields);
        this.#warnedFull = true;
      } else {
        this.#logger.warn('there is no thread index: lists are made from the files, which is slower', fields);
        this.#unusable = true;
        this.#db?.close();
        this.#db = undefined;
      }
      return undefined;
    }
  }

  #fromIndex(query: ThreadQuery): ThreadPage | undefined {
    const db = this.#open(false);
    if (!db) return undefined;
    const cursor = query.cursor ? parseCursor(query.cursor) : undefined;
    const ask = () => db.page(query, cursor, query.limit + 1);
    let rows: PlacedRow[];
    let asOf = cursor?.asOf;
    if (query.indexOnly) rows = ask();
    else {
      if (this.#addingFolders || db.folders().size === 0) return undefined;
      this.#syncFolders(db);
      if (db.unreadCount() > READ_AT_ONCE) return undefined;
      this.#readNew(db);
      this.#refreshOthers(db, query);
      // Text that was not read yet is searched in the files.
      if (textSearch(query) && db.unread(1).length > 0) return undefined;
      rows = ask();
      for (let attempt = 1; attempt < ATTEMPTS && this.#refresh(db, rows); attempt += 1) rows = ask();
    }
    if (query.sortKey === 'updated_at') asOf ??= db.moves();
    const found = rows.flatMap((row) => (row.summary ? [row.summary] : []));
    const places = new Map(rows.map((row) => [row.summary?.id, row.place]));
    return threadPage(found.slice(0, query.limit), found.length > query.limit, query, ({ id }) => ({
      time: places.get(id) ?? 0,
      id,
      ...(asOf !== undefined && { asOf }),
    }));
  }

  /** Reads files outside the page that may belong in it by now: those that had no user message, and where a change of any one counts, all. */
  #refreshOthers(db: IndexDb, query: ThreadQuery): void {
    const archived = query.archived ?? false;
    this.#refresh(db, db.unlisted(archived, 1000));
    if (query.sortKey !== 'updated_at' && !query.searchTerm) return;
    const which = archived ? 'archived' : 'live';
    const began = performance.now();
    if (began < this.#nextLook[which]) return;
    const files = db.listed(archived);
    this.#refresh(db, files);
    const ended = performance.now();
    if (files.length > LOOK_ALWAYS) this.#nextLook[which] = ended + (ended - began) * LOOK_REST;
  }

  #readNew(db: IndexDb): void {
    const files = db.unread(READ_AT_ONCE).filter((file) => file.size < 0);
    this.#refresh(db, files);
  }

  #syncFolders(db: IndexDb): void {
    const changes = [...folderChanges(db, this.#layout)];
    if (changes.length > 0)
      db.transaction(() => {
        for (const apply of changes) apply();
      });
  }

  /** Reads the files that changed since their rows were written. True if any had. */
  #refresh(db: IndexDb, files: readonly FileStamp[]): boolean {
    const updates: (() => void)[] = [];
    for (const { path, size, mtime } of files) {
      const now = statSync(path, { throwIfNoEntry: false });
      if (!now) updates.push(() => db.removeFile(path));
      else if (now.size !== size || now.mtimeMs !== mtime) {
        const read = this.#summaries.read(path, { text: true, before: db.get(path) });
        updates.push(() => db.put(path, read));
      }
    }
    if (updates.length > 0)
      db.transaction(() => {
        for (const update of updates) update();
      });
    return updates.length > 0;
  }

  #hasThreads(): boolean {
    return existsSync(this.#layout.sessions) || existsSync(this.#layout.archived);
  }

  /** Makes the index where there is none only if it may `create` it. */
  #buildIfNeeded(create = true): void {
    if (!create && !this.#db) return;
    if (this.#building || this.#closed || this.#unusable || !this.#hasThreads()) return;
    if (this.#guard(() => this.#db && this.#db.folders().size > 0 && this.#db.unread(1).length === 0)) return;
    this.#build().catch((error: unknown) => {
      this.#logger.warn('the thread index could not be built', { file: this.#layout.index, cause: String(error) });
    });
  }

  /** Reads all that the index does not know yet, in small pieces. */
  #build(): Promise<void> {
    this.#building ??= this.#buildAll().finally(() => {
      this.#building = undefined;
    });
    return this.#building;
  }

  async #buildAll(): Promise<void> {
    for (const step of [this.#addFolders(), this.#readUnread()]) {
      let done: boolean | undefined = false;
      while (!done && !this.#closed) {
        await turn();
        // A list that somebody waits for goes first.
        if (this.#listing > 0) continue;
        done = this.#guard(() => Boolean(step.next().done)) ?? true;
      }
      this.#addingFolders = false;
    }
    if (this.#db) this.#summaries.forget();
  }

  *#addFolders(): Generator<void, void> {
    const db = this.#open(true);
    if (!db) return;
    this.#addingFolders = true;
    const changes = folderChanges(db, this.#layout);
    let next = changes.next();
    while (!next.done) {
      const until = performance.now() + SLICE_MS;
      db.transaction(() => {
        while (!next.done && performance.now() < until) {
          next.value();
          next = changes.next();
        }
      });
      yield;
    }
    db.transaction(() => {
      for (const [path, known] of this.#summaries.remembered()) db.put(path, known);
    });
  }

  *#readUnread(): Generator<void, void> {
    const db = this.#open(true);
    if (!db) return;
    let until = performance.now() + SLICE_MS;
    for (let files = db.unread(10); files.length > 0; files = db.unread(10)) {
      const read: [string, FileSummary][] = [];
      for (const { path } of files) {
        const scan = this.#summaries.whole(path);
        let step = scan.next();
        for (; !step.done; step = scan.next()) {
          if (performance.now() < until) continue;
          yield;
          until = performance.now() + SLICE_MS;
        }
        read.push([path, step.value]);
      }
      db.transaction(() => {
        for (const [path, known] of read) db.put(path, known);
      });
      if (performance.now() < until) continue;
      yield;
      until = performance.now() + SLICE_MS;
    }
  }
}

/** Resolves when other work had its turn; does not keep the process alive. */
const turn = () => new Promise<void>((resolve) => void setTimeout(resolve, 1).unref());

/** Lets other work have its turn whenever a slice of time is over. */
function pauses(): () => Promise<void> | undefined {
  let until = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < until) return undefined;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      until = performance.now() + SLICE_MS;
    });
  };
}
