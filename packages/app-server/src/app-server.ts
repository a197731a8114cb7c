import type { Thread } from '@tenon/core';
import type { Scope } from '@tenon/plugin-api';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import type { ServerNotification, SessionSource } from '@tenon/protocol';
import { Connection } from './connection.ts';
import type { ServerSide } from './handler.ts';
import type { AppServerOptions, Host } from './host.ts';
import { Owned } from './owned.ts';
import { refusedMethods } from './plugin-methods.ts';
import { type AskedClient, Questions } from './server-requests.ts';
import { ThreadEvents, type WatchedThread } from './thread-events.ts';
import type { Transport } from './transport.ts';

/** Milliseconds a loaded thread that nobody watches and that does nothing is kept (fact sheet on the app-server, section 7). */
const idleUnloadMs = 30 * 60_000;

/** Milliseconds requests under way may take to be answered once the server closes. Less than the five seconds after which clients kill it. */
const closeGraceMs = 3000;

/** The protocol's server: connections in front, one host behind. */
export class AppServer implements ServerSide {
  readonly options: AppServerOptions;
  readonly features = new Map<string, boolean>();
  readonly #connections = new Set<Connection>();
  readonly #unloads = new Map<string, NodeJS.Timeout>();
  readonly #events = new WeakMap<WatchedThread, ThreadEvents>();
  readonly #questions = new Questions();
  readonly #owned = new Owned('server', (error) => this.report(error));
  readonly #afterReload = new Set<() => void>();
  #host: Promise<Host> | undefined;

  constructor(options: AppServerOptions) {
    this.options = options;
  }

  /** A new client. Hand its messages to `receive`, and `disconnect` it when it is gone. `source`: what its threads are marked with. */
  connect(transport: Transport, source: SessionSource = 'vscode'): Connection {
    const connection = new Connection(this, transport, source);
    this.#connections.add(connection);
    return connection;
  }

  async disconnect(connection: Connection): Promise<void> {
    connection.close();
    this.#connections.delete(connection);
    // A host that failed to open was told to whoever asked for it, and has no threads.
    const host = await this.#host?.catch(() => undefined);
    for (const thread of host?.manager.loaded() ?? []) this.unloadWhenIdle(thread);
  }

  /** The host, opened on first use. A failed opening is tried anew by the next request. */
  host(): Promise<Host> {
    const askPerson: AskPerson = (method, params, signal) =>
      this.#questions.ask((threadId) => this.#askable(threadId), method, params, signal);
    const warn = (warning: Host['warnings'][number]) =>
      this.broadcast({ method: 'configWarning', params: configWarning(warning) });
    this.#host ??= this.options.open(askPerson, warn).then(
      async (host) => {
        for (const warning of [...host.warnings, ...(await permissionWarnings(host))]) warn(warning);
        for (const refused of refusedMethods(host)) this.report(refused);
        return host;
      },
      (error) => {
        this.#host = undefined;
        throw error;
      },
    );
    return this.#host;
  }

  async reloadConfig(): Promise<void> {
    // One that is not open yet, or failed to open, reads the configuration when it opens.
    const host = await this.#host?.catch(() => undefined);
    try {
      await host?.reloadConfig();
      for (const then of this.#afterReload) then();
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      const summary = 'The new configuration is written, and not in use yet.';
      this.broadcast({ method: 'configWarning', params: configWarning({ summary, details }) });
    }
  }

  broadcast(notification: ServerNotification): void {
    for (const connection of this.#connections) if (connection.client) connection.notify(notification);
  }

  release(threadId: string): void {
    clearTimeout(this.#unloads.get(threadId));
    this.#unloads.delete(threadId);
    for (const connection of this.#connections) connection.unwatch(threadId);
  }

  events(thread: WatchedThread): ThreadEvents {
    const known = this.#events.get(thread);
    if (known) return known;
    const events = new ThreadEvents(thread);
    this.#events.set(thread, events);
    // A question that outlived its turn would wait for an answer that nobody needs.
    events.listen(({ notification: { method, params } }) => {
      if (method === 'turn/completed') this.#questions.turnEnded(params.threadId, params.turn.id);
    });
    return events;
  }

  deliverQuestions(threadId: string, connection: AskedClient): void {
    this.#questions.deliver(threadId, connection);
  }

  report(error: unknown): void {
    this.options.onError?.(error);
  }

  onReload(then: () => void): void {
    this.#afterReload.add(then);
  }

  own<T>(make: (scope: Scope, server: ServerSide) => T): T {
    return this.#owned.own(make, this);
  }

  /** Lets go of a thread that nobody watches, half an hour after its last turn. */
  unloadWhenIdle(thread: Thread): void {
    clearTimeout(this.#unloads.get(thread.id));
    const timer = setTimeout(() => void this.#unload(thread), idleUnloadMs).unref();
    this.#unloads.set(thread.id, timer);
  }

  /** Resolves when no turn runs, or after so many milliseconds. */
  async drain(maxMs: number): Promise<void> {
    const host = await this.#host?.catch(() => undefined);
    if (!host) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, maxMs);
    });
    await Promise.race([Promise.all(host.manager.loaded().map((thread) => thread.idle())), late]);
    clearTimeout(timer);
  }

  /** Ends running turns, stores what is to be stored, and lets go of everything. */
  async close(): Promise<void> {
    for (const timer of this.#unloads.values()) clearTimeout(timer);
    await this.#answered();
    await this.#owned.end();
    const host = await this.#host?.catch(() => undefined);
    await host?.close();
    for (const connection of this.#connections) connection.close();
    this.#connections.clear();
  }

  /** Resolves when what was asked is answered, or when its time is up. */
  async #answered(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeGraceMs);
    });
    await Promise.race([Promise.all([...this.#connections].map((connection) => connection.settled())), late]);
    clearTimeout(timer);
  }

  #watchers(threadId: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.watches(threadId));
  }

  /** Who may be asked: those that watch the thread to write to it; for what is about no thread, every client. */
  #askable(threadId: string | undefined): Connection[] {
    return [...this.#connections].filter((connection) =>
      threadId === undefined ? connection.client !== undefined : connection.answersFor(threadId),
    );
  }

  async #unload(thread: Thread): Promise<void> {
    this.#unloads.delete(thread.id);
    if (this.#watchers(thread.id).length > 0) return;
    if (thread.activeTurnId) return this.unloadWhenIdle(thread);
    try {
      const { manager } = await this.host();
      if (await manager.unload(thread.id)) {
        this.broadcast({ method: 'thread/closed', params: { threadId: thread.id } });
      }
    } catch (error) {
      this.report(error);
    }
  }
}

/** Read with the profiles, which most configurations have none of. */
async function permissionWarnings(host: Host): Promise<Host['warnings']> {
  const { config, requirements } = host;
  const { permissions, experimental_network: network } = requirements?.values ?? {};
  if (!config.permissions && !config.default_permissions && !permissions && !network) return [];
  return (await import('./permissions/config-warnings.ts')).permissionWarnings(host);
}

function configWarning(warning: Host['warnings'][number]) {
  const position = { line: warning.line ?? 1, column: warning.column ?? 1 };
  return {
    summary: warning.summary,
    details: warning.details,
    ...(warning.path && { path: warning.path }),
    ...(warning.path && warning.line && { range: { start: position, end: position } }),
  };
}
