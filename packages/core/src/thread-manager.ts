import { createScope, type Generation, type PluginReport, type Runtime } from '@tenon/kernel';
import type { Scope } from '@tenon/plugin-api';
import { logger } from '@tenon/plugin-api/logger';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import {
  type LogRepair,
  type OpenedThread,
  type StoredThread,
  type ThreadPage,
  type ThreadQuery,
  type ThreadRef,
  type ThreadStore,
  type ThreadSummary,
  threadStore,
} from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta, SessionSource } from '@tenon/protocol';
import { tailFacts } from '@tenon/thread-store';
import { asTenonError } from './error.ts';
import { type ForkOptions, forkThread, notStored, type ThreadMaker } from './fork.ts';
import { gitInfoOf } from './git-info.ts';
import { idMaker } from './ids.ts';
import { baseInstructions } from './instructions.ts';
import { defaultSettings, type NewThreadSettings, type ThreadSettings } from './settings.ts';
import { storedSettings } from './stored-settings.ts';
import { Thread } from './thread.ts';
import type { ThreadEdit } from './thread-edits.ts';
import type { ThreadParts } from './thread-parts.ts';
import { usageFromRollout } from './usage.ts';

export interface ThreadManagerOptions {
  readonly runtime: Runtime;
  /** Written into each thread's first line. */
  readonly cliVersion: string;
  /** Default: nobody can be asked, which counts as a refusal. */
  readonly askPerson?: AskPerson;
  /** What went wrong where no client can be told: disposers, listeners, fragments that failed. Default: the `logger` service. */
  readonly onError?: (error: unknown) => void;
}

const nobody: AskPerson = () =>
  Promise.reject(new Error('nobody can be asked: the thread manager was given no `askPerson`'));

export interface StartOptions {
  readonly settings: NewThreadSettings;
  /** The name of the client program. */
  readonly originator: string;
  readonly source: SessionSource;
  /** Nothing of the thread is stored. Default false. */
  readonly ephemeral?: boolean;
  /** The log also keeps what commands, patches and other calls came to, so that they are shown again after a resume. Default false. */
  readonly extendedHistory?: boolean;
  /** What git knows of the working directory, for the thread's first line: see `gitFacts`. Default: nothing. */
  readonly git?: SessionMeta['git'];
}

export interface ResumeOptions {
  /** Used where the stored thread does not say. */
  readonly defaults: ThreadSettings;
  /** Beats what the stored thread says. */
  readonly overrides?: Partial<ThreadSettings>;
  /** What the stored settings and the overrides come to may not be used as it is: what it returns is. Default: unchanged. */
  readonly permit?: (settings: ThreadSettings) => ThreadSettings;
  /** As for a new thread, from now on. A loaded thread stays as it is. Default false. */
  readonly extendedHistory?: boolean;
}

export interface ResumedThread {
  readonly thread: Thread;
  /** The thread was loaded already: the caller joined it. */
  readonly joined: boolean;
  readonly repair?: LogRepair;
}

/** The threads of one process. */
export class ThreadManager {
  readonly #options: ThreadManagerOptions;
  readonly #scope: Scope;
  readonly #onError: (error: unknown) => void;
  readonly #newId = idMaker();
  readonly #threads = new Map<string, Thread>();
  /** Resumes under way, by id or path: two at once must not both open the log. */
  readonly #resuming = new Map<string, Promise<ResumedThread>>();
  /** Threads on their way out: they hold their logs until they are gone. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(options: ThreadManagerOptions) {
    this.#options = options;
    this.#onError = options.onError ?? ((error) => this.#logError(error));
    this.#scope = createScope('host', { onError: this.#onError });
  }

  get(id: string): Thread | undefined {
    return this.#threads.get(id);
  }

  loaded(): readonly Thread[] {
    return [...this.#threads.values()];
  }

  /** A new thread. Nothing is stored before its first turn. */
  start(options: StartOptions): Thread {
    const generation = this.#options.runtime.acquire();
    const settings: ThreadSettings = { ...defaultSettings, ...options.settings };
    try {
      return this.#make({
        generation,
        source: options.source,
        settings,
        ephemeral: options.ephemeral ?? false,
        extendedHistory: options.extendedHistory ?? false,
        meta: this.#newMeta(options, settings),
        gitInfo: gitInfoOf(options.git),
        lines: null,
        preview: '',
        name: null,
        usage: null,
      });
    } catch (error) {
      generation[Symbol.dispose]();
      throw error;
    }
  }

  /** A stored thread, or the loaded one of that id. Throws what the store throws (`thread_not_found`, `thread_locked` …). */
  resume(ref: ThreadRef, options: ResumeOptions): Promise<ResumedThread> {
    const key = 'id' in ref ? ref.id : ref.path;
    const loaded = 'id' in ref ? this.#threads.get(ref.id) : this.#byPath(ref.path);
    if (loaded) return Promise.resolve({ thread: loaded, joined: true });
    const running = this.#resuming.get(key);
    if (running) return running.then((one) => ({ ...one, joined: true }));
    const opening = this.#open(ref, options).finally(() => this.#resuming.delete(key));
    this.#resuming.set(key, opening);
    return opening;
  }

  /** The lines of a thread, loaded or not. Takes no lease. */
  async read(ref: ThreadRef): Promise<StoredThread> {
    using generation = this.#options.runtime.acquire();
    return await generation.service(threadStore).read(ref);
  }

  async list(query: ThreadQuery): Promise<ThreadPage> {
    using generation = this.#options.runtime.acquire();
    return await generation.service(threadStore).list(query);
  }

  /** Changes what is known of a thread, loaded or not. Throws what the store throws. */
  async edit(id: string, edit: ThreadEdit): Promise<void> {
    const loaded = await this.#settledThread(id);
    if (loaded) return loaded.edit(edit);
    await this.#away(async (store) => {
      const { log, meta } = await store.open({ id });
      try {
        const timestamp = new Date().toISOString();
        await log.append(edit.lines(meta).map((line) => ({ timestamp, ...line }) as RolloutLine));
      } finally {
        await log.close();
      }
    });
  }

  /** Moves a thread to the archived ones. A loaded one is unloaded first. Throws `thread_not_stored`, and what the store throws. */
  async archive(id: string): Promise<ThreadSummary> {
    const loaded = await this.#settledThread(id);
    if (loaded && (loaded.ephemeral || !loaded.stored)) throw notStored(id);
    await this.unload(id);
    return this.#away((store) => store.archive(id));
  }

  /** The other way. */
  async unarchive(id: string): Promise<ThreadSummary> {
    await this.#settledThread(id);
    return this.#away((store) => store.unarchive(id));
  }

  /** A new thread that begins with all another one has, loaded or not. A turn that runs there is an interrupted one here. Throws `thread_not_stored`, and what the store throws. */
  async fork(ref: ThreadRef, options: ForkOptions): Promise<Thread> {
    const loaded = 'id' in ref ? await this.#settledThread(ref.id) : this.#byPath(ref.path);
    const generation = this.#options.runtime.acquire();
    try {
      const maker: ThreadMaker = {
        newMeta: (asked, settings) => this.#newMeta(asked, settings),
        adopt: (opened, held, asked) => this.#adopt(opened, held, asked),
        make: (parts) => this.#make(parts),
      };
      return await forkThread(maker, generation, loaded, ref, options);
    } catch (error) {
      generation[Symbol.dispose]();
      throw asTenonError(error, 'thread_unreadable');
    }
  }

  /** Ends a thread's turn and processes and gives up its lease; it can be resumed. False: it was not loaded. */
  async unload(id: string): Promise<boolean> {
    const thread = this.#threads.get(id);
    if (!thread) return false;
    this.#threads.delete(id);
    const leaving = thread.close().finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    await leaving;
    return true;
  }

  /** Takes over another set of plugins. Running turns keep theirs to the end; idle threads move at once. */
  async reload(options: Parameters<Runtime['reload']>[0]): Promise<readonly PluginReport[]> {
    const report = await this.#options.runtime.reload(options);
    // A thread that cannot move now tries again with its next turn, which fails if it still cannot.
    await Promise.all(this.loaded().map((thread) => thread.rehome().catch(this.#onError)));
    return report;
  }

  /** Closes every thread. The runtime stays the caller's to dispose. */
  async close(): Promise<void> {
    // Those that are just being opened belong to it, too; who asked for them learns of their errors.
    await Promise.allSettled(this.#resuming.values());
    const threads = this.loaded();
    this.#threads.clear();
    const closed = await Promise.allSettled(threads.map((thread) => thread.close()));
    for (const one of closed) if (one.status === 'rejected') this.#onError(one.reason);
    await this.#scope[Symbol.asyncDispose]();
  }

  /** The loaded thread of that id, also one that is just being opened. */
  async #settledThread(id: string): Promise<Thread | undefined> {
    await this.#resuming.get(id)?.catch(() => {});
    return this.#threads.get(id);
  }

  /** Works on threads in the store. Whoever opens one meanwhile waits, as for threads on their way out. */
  async #away<T>(work: (store: ThreadStore) => Promise<T>): Promise<T> {
    const before = [...this.#leaving];
    const done = (async () => {
      await Promise.allSettled(before);
      using generation = this.#options.runtime.acquire();
      return await work(generation.service(threadStore));
    })();
    const gone = done.then(
      () => {},
      () => {},
    );
    this.#leaving.add(gone);
    return done.finally(() => this.#leaving.delete(gone));
  }

  #logError(error: unknown): void {
    using generation = this.#options.runtime.acquire();
    generation.find(logger)?.error(asTenonError(error, 'internal_error').message);
  }

  #byPath(path: string): Thread | undefined {
    return this.loaded().find((thread) => thread.toWire().path === path);
  }

  #newMeta(
    { source, originator, git }: Pick<StartOptions, 'source' | 'originator' | 'git'>,
    settings: ThreadSettings,
  ): SessionMeta {
    return {
      id: this.#newId(),
      timestamp: new Date().toISOString(),
      cwd: settings.cwd,
      originator,
      cli_version: this.#options.cliVersion,
      source: typeof source === 'string' ? source : { custom: 'unknown' },
      model_provider: settings.modelProvider,
      base_instructions: { text: settings.baseInstructions ?? baseInstructions },
      ...(git && { git }),
    };
  }

  /** A thread of an opened log. It keeps the generation. */
  async #adopt(opened: OpenedThread, generation: Generation, options: ResumeOptions) {
    const { summary, meta, log, repair } = opened;
    const { turnContext, usage } = await tailFacts(opened.lines);
    const asked = { ...storedSettings(opened, turnContext, options.defaults), ...options.overrides };
    const settings = options.permit?.(asked) ?? asked;
    const thread = this.#make({
      generation,
      settings,
      lines: opened.lines,
      updatedAt: summary.updatedAt,
      log,
      meta: {
        ...meta,
        id: summary.id,
        ...(settings.baseInstructions !== null && { base_instructions: { text: settings.baseInstructions } }),
      },
      source: summary.source,
      ephemeral: false,
      extendedHistory: options.extendedHistory ?? false,
      preview: summary.preview,
      name: summary.name,
      gitInfo: summary.gitInfo,
      usage: usage ? usageFromRollout(usage.total_token_usage) : null,
    });
    return { thread, ...(repair && { repair }) };
  }

  #make(parts: Omit<ThreadParts, 'runtime' | 'askPerson' | 'onError' | 'newId' | 'scope'>): Thread {
    const { runtime, askPerson = nobody } = this.#options;
    const scope = this.#scope.child(`thread ${parts.meta.id}`);
    const thread = new Thread({ ...parts, runtime, askPerson, scope, onError: this.#onError, newId: this.#newId });
    this.#threads.set(thread.id, thread);
    return thread;
  }

  async #open(ref: ThreadRef, options: ResumeOptions): Promise<ResumedThread> {
    const { runtime } = this.#options;
    if (this.#leaving.size > 0) await Promise.allSettled(this.#leaving);
    const generation = runtime.acquire();
    try {
      const opened = await generation.service(threadStore).open(ref);
      return { ...(await this.#adopt(opened, generation, options)), joined: false };
    } catch (error) {
      generation[Symbol.dispose]();
      throw asTenonError(error, 'thread_unreadable');
    }
  }
}
