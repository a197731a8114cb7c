// The smallest store that keeps the contract of thread stores, in files; and ways to break it, for tests of the suite.
import {
  closeSync,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tenonError } from '@tenon/plugin-api';
import type { StoredThread, ThreadLog, ThreadRef, ThreadStore } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import {
  addWords,
  encodeLine,
  isListed,
  linesOf,
  lineText,
  pageOf,
  parseLines,
  sessionMeta,
  summarize,
} from '@tenon/thread-store';

export type Flaw =
  | 'none'
  | 'acknowledges before it writes'
  | 'writes a line twice'
  | 'goes on behind a torn line'
  | 'does not tell what it cut off'
  | 'has no leases'
  | 'keeps the leases of the dead'
  | 'leaves what was written in part'
  | 'takes a full disk for a success'
  | 'writes where it should read'
  | 'moves a thread in two steps';

const fail = (code: string, message: string, cause?: unknown) =>
  tenonError({ code, message, mend: 'Look at the message, and mend what it names.', cause });

const codeOf = (error: unknown) => String(Object(error).code ?? '');
const FULL = new Set(['ENOSPC', 'EFBIG', 'EDQUOT']);

/** Errors of the system, as the contract names them. */
function guard<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = codeOf(error);
    if (!/^E[A-Z0-9]+$/.test(code)) throw error;
    throw fail(FULL.has(code) ? 'thread_store_full' : 'thread_store_failed', `the files of the store: ${error}`, error);
  }
}

export function createFileStore(folder: string, flaw: Flaw = 'none'): ThreadStore {
  const logs = new Set<ThreadLog>();
  const places = { live: join(folder, 'live'), archived: join(folder, 'archived') };
  const pathIn = (place: keyof typeof places, id: string) => join(places[place], `${id}.jsonl`);
  const names = (place: string) => (statSync(place, { throwIfNoEntry: false }) ? readdirSync(place) : []);

  const find = (ref: ThreadRef): { path: string; archived: boolean; id: string } => {
    for (const archived of [false, true])
      for (const name of names(archived ? places.archived : places.live)) {
        const path = join(archived ? places.archived : places.live, name);
        const id = name.replace(/\.jsonl$/, '');
        if ('id' in ref ? id === ref.id : path === ref.path) return { path, archived, id };
      }
    throw fail('thread_not_found', `there is no thread ${Object.values(ref)}`);
  };

  const parse = (path: string) => parseLines(readFileSync(path));

  const load = (ref: ThreadRef): StoredThread & { readonly path: string } => {
    const { path, archived } = find(ref);
    const { lines } = parse(path);
    const meta = sessionMeta(lines);
    const summary = summarize(lines, { path, archived, updatedAt: Math.trunc(statSync(path).mtimeMs) });
    if (!meta || !summary) throw fail('thread_unreadable', `${path} has no session_meta`);
    return { path, meta, summary, lines: linesOf(lines) };
  };

  /** A link whose target is the process that has the thread. The last one counts; whoever follows a dead one makes the next. */
  const acquire = (id: string): (() => void) => {
    if (flaw === 'has no leases') return () => {};
    return guard(() => {
      mkdirSync(join(folder, 'leases'), { recursive: true });
      for (;;) {
        const taken = readdirSync(join(folder, 'leases'))
          .filter((name) => name.startsWith(`${id}.`))
          .map((name) => Number(name.slice(id.length + 1)));
        const last = Math.max(0, ...taken);
        const fileOf = (number: number) => join(folder, 'leases', `${id}.${number}`);
        try {
          const holder = last === 0 ? 0 : Number(readlinkSync(fileOf(last)));
          if (holder !== 0 && (isAlive(holder) || flaw === 'keeps the leases of the dead'))
            throw fail('thread_locked', `thread ${id} is in use by process ${holder}`);
          symlinkSync(String(process.pid), fileOf(last + 1));
          return () => rmSync(fileOf(last + 1), { force: true });
        } catch (error) {
          if (!['EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
        }
      }
    });
  };

  const write = (path: string, text: string) =>
    guard(() => {
      mkdirSync(places.live, { recursive: true });
      const isNew = !statSync(path, { throwIfNoEntry: false });
      const fd = openSync(path, 'a');
      const { size } = fstatSync(fd);
      const bytes = Buffer.from(text);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      } catch (error) {
        if (flaw === 'takes a full disk for a success') return;
        if (flaw !== 'leaves what was written in part') ftruncateSync(fd, size);
        if (isNew) rmSync(path);
        throw error;
      } finally {
        closeSync(fd);
      }
    });

  const createLog = (id: string, path: string, meta?: SessionMeta): ThreadLog => {
    let release = meta ? undefined : acquire(id);
    let begun = !meta;
    let closed = false;
    const log: ThreadLog = {
      threadId: id,
      path,
      async append(lines) {
        if (closed) throw fail('thread_lease_lost', `the log of ${id} was closed`);
        if (lines.length === 0) return;
        const text = lines.map(encodeLine).join('');
        release ??= acquire(id);
        const run = () => write(path, begun || !meta ? text : metaText(meta) + text);
        if (flaw === 'acknowledges before it writes' && begun) void pause(15).then(run);
        else run();
        begun = true;
      },
      async close() {
        if (closed) return;
        closed = true;
        logs.delete(log);
        release?.();
      },
    };
    logs.add(log);
    return log;
  };

  const move = async (id: string, archived: boolean) => {
    const from = find({ id });
    if (from.archived !== archived) {
      const release = acquire(id);
      const to = pathIn(archived ? 'archived' : 'live', id);
      try {
        if (flaw === 'moves a thread in two steps') {
          mkdirSync(join(to, '..'), { recursive: true });
          copyFileSync(from.path, to);
          await pause(40);
          rmSync(from.path);
        } else
          guard(() => {
            mkdirSync(join(to, '..'), { recursive: true });
            renameSync(from.path, to);
          });
      } finally {
        release();
      }
    }
    return load({ id }).summary;
  };

  return {
    name: 'file',
    create: (meta) => createLog(meta.id, pathIn('live', meta.id), meta),
    async open(ref) {
      const { summary, path } = load(ref);
      const log = createLog(summary.id, path);
      const { torn } = parse(path);
      if (torn && flaw !== 'goes on behind a torn line') truncateSync(path, torn.offset);
      else if (!torn && !readFileSync(path).subarray(-1).equals(Buffer.from('\n'))) write(path, '\n');
      if (flaw === 'writes a line twice') write(path, `${readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)}\n`);
      const repair = torn && flaw !== 'does not tell what it cut off' ? { repair: torn } : {};
      return { ...load({ id: summary.id }), log, ...repair };
    },
    read: async (ref) => load(ref),
    async fork(ref, meta) {
      const { path } = load(ref);
      const log = createLog(meta.id, pathIn('live', meta.id));
      try {
        const half = join(folder, `${meta.id}.half`);
        rmSync(half, { force: true });
        write(half, metaText(meta) + parse(path).lines.map(encodeLine).join(''));
        guard(() => renameSync(half, pathIn('live', meta.id)));
      } catch (error) {
        await log.close();
        throw error;
      }
      return { ...load({ id: meta.id }), log };
    },
    archive: (id) => move(id, true),
    unarchive: (id) => move(id, false),
    async list(query) {
      if (flaw === 'writes where it should read') closeSync(openSync(join(folder, 'index'), 'a'));
      const all = [...names(places.live), ...names(places.archived)].map((name) => name.replace(/\.jsonl$/, ''));
      const listed = all.filter((id) => isListed(parse(find({ id }).path).lines)).map((id) => load({ id }).summary);
      return pageOf(listed, query, ({ id }) => wordsOf(parse(find({ id }).path).lines));
    },
    async close() {
      await Promise.all([...logs].map((log) => log.close()));
    },
  };
}

const metaText = (meta: SessionMeta) => encodeLine({ timestamp: meta.timestamp, type: 'session_meta', payload: meta });

function wordsOf(lines: readonly RolloutLine[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of lines) addWords(lineText(line), words);
  return words;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
