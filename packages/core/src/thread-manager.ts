import { createScope, type PluginReport, type Runtime } from '@tenon/kernel';
import type { Scope } from '@tenon/plugin-api';
import { logger } from '@tenon/plugin-api/logger';
import {
  type LogRepair,
  type StoredThread,
  type ThreadPage,
  type ThreadQuery,
  type ThreadRef,
  threadStore,
} from '@tenon/plugin-api/thread-store';
import type { SessionSource } from '@tenon/protocol';
import { collectLines, totalUsage, turnContext } from '@tenon/thread-store';
import type { Approver } from './approver.ts';
import { asTenonError } from './error.ts';
import { idMaker } from './ids.ts';
import { baseInstructions } from './instructions.ts';
import { settingsFromRollout } from './rollout-settings.ts';
import { defaultSettings, type NewThreadSettings, type ThreadSettings } from './settings.ts';
import { Thread } from './thread.ts';
import { usageFromRollout } from './usage.ts';

export interface ThreadManagerOptions {
  readonly runtime: Runtime;
  /** Written into each thread's first line. */
  readonly cliVersion: string;
  /** Default: nobody can be asked, which counts as a refusal. */
  readonly approver?: Approver;
  /** What went wrong where no client can be told: disposers, listeners, fragments that failed. Default: the `logger` service. */
  readonly onError?: (error: unknown) => void;
}

const nobody: Approver = () =>
  Promise.reject(new Error('nobody can be asked: the thread manager was given no approver'));

export interface StartOptions {
  readonly settings: NewThreadSettings;
  /** The name of the client program. */
  readonly originator: string;
  readonly source: SessionSource;
  /** Nothing of the thread is stored. Default false. */
  readonly ephemeral?: boolean;
}

export interface ResumeOptions {
  /** Used where the stored thread does not say. */
  readonly defaults: ThreadSettings;
  /** Beats what the stored thread says. */
  readonly overrides?: Partial<ThreadSettings>;
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
    const { runtime, cliVersion, approver = nobody } = this.#options;
    const generation = runtime.acquire();
    const id = this.#newId();
    const source = options.source;
    const settings: ThreadSettings = { ...defaultSettings, ...options.settings };
    try {
      const thread = new Thread({
        runtime,
        approver,
        onError: this.#onError,
        generation,
        source,
        scope: this.#scope.child(`thread ${id}`),
        newId: this.#newId,
        settings,
        ephemeral: options.ephemeral ?? false,
        meta: {
          id,
          timestamp: new Date().toISOString(),
          cwd: settings.cwd,
          originator: options.originator,
          cli_version: cliVersion,
          source: typeof source === 'string' ? source : { custom: 'unknown' },
          model_provider: settings.modelProvider,
          base_instructions: { text: settings.baseInstructions ?? baseInstructions },
        },
        lines: [],
        preview: '',
        name: null,
        usage: null,
      });
      this.#threads.set(id, thread);
      return thread;
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

  #logError(error: unknown): void {
    using generation = this.#options.runtime.acquire();
    generation.find(logger)?.error(asTenonError(error, 'internal_error').message);
  }

  #byPath(path: string): Thread | undefined {
    return this.loaded().find((thread) => thread.toWire().path === path);
  }

  async #open(ref: ThreadRef, options: ResumeOptions): Promise<ResumedThread> {
    const { runtime, approver = nobody } = this.#options;
    if (this.#leaving.size > 0) await Promise.allSettled(this.#leaving);
    const generation = runtime.acquire();
    try {
      const opened = await generation.service(threadStore).open(ref);
      const { summary, meta, log } = opened;
      const lines = await collectLines(opened.lines);
      const used = totalUsage(lines);
      const context = turnContext(lines);
      const stored: ThreadSettings = {
        ...options.defaults,
        cwd: summary.cwd,
        modelProvider: meta.model_provider ?? options.defaults.modelProvider,
        baseInstructions: meta.base_instructions?.text ?? options.defaults.baseInstructions,
        ...settingsFromRollout(context),
      };
      const settings = { ...stored, ...options.overrides };
      const thread = new Thread({
        runtime,
        approver,
        onError: this.#onError,
        generation,
        settings,
        ...(context && { told: stored }),
        lines,
        log,
        meta: {
          ...meta,
          id: summary.id,
          ...(settings.baseInstructions !== null && { base_instructions: { text: settings.baseInstructions } }),
        },
        source: summary.source,
        scope: this.#scope.child(`thread ${summary.id}`),
        newId: this.#newId,
        ephemeral: false,
        preview: summary.preview,
        name: summary.name,
        usage: used ? usageFromRollout(used.total_token_usage) : null,
      });
      this.#threads.set(thread.id, thread);
      return { thread, joined: false, ...(opened.repair && { repair: opened.repair }) };
    } catch (error) {
      generation[Symbol.dispose]();
      throw asTenonError(error, 'thread_unreadable');
    }
  }
}
