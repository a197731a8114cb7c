import type { Generation, Runtime } from '@tenon/kernel';
import { type Scope, tenonError } from '@tenon/plugin-api';
import { type Environment, environments } from '@tenon/plugin-api/environment';
import { threadEnd, threadStart } from '@tenon/plugin-api/events';
import { type ThreadLog, threadStore } from '@tenon/plugin-api/thread-store';
import type {
  RolloutLine,
  ServerNotification,
  SessionMeta,
  SessionSource,
  ThreadStatus,
  TokenUsageBreakdown,
  TurnError,
  UserInput,
  Thread as WireThread,
  Turn as WireTurn,
} from '@tenon/protocol';
import { createHistory, type History } from '@tenon/thread-store';
import { withGrace } from './abort.ts';
import { SessionApprovals } from './approvals.ts';
import type { Approver } from './approver.ts';
import { changedContext, type Fragments, openingContext, readFragments } from './context.ts';
import { createEphemeralLog } from './ephemeral-log.ts';
import { baseInstructions } from './instructions.ts';
import { openModel } from './model-access.ts';
import { observe } from './observe.ts';
import type { ThreadSettings, TurnOverrides } from './settings.ts';
import { SequencedLog, type ThreadListener } from './thread-log.ts';
import { Turn, type TurnSetup } from './turn.ts';
import type { TurnContext } from './turn-context.ts';
import { localDate, turnContextLine } from './turn-context-line.ts';
import { addUsage, noUsage } from './usage.ts';
import { mustNotBeEmpty, textOf } from './user-input.ts';

/** What a thread is made of. A manager fills it in. */
export interface ThreadParts {
  readonly runtime: Runtime;
  readonly scope: Scope;
  readonly meta: SessionMeta;
  readonly source: SessionSource;
  readonly settings: ThreadSettings;
  /** What the model of a stored thread was told it works under; undefined when it was told nothing yet. */
  readonly told?: ThreadSettings;
  readonly ephemeral: boolean;
  readonly approver: Approver;
  readonly newId: () => string;
  /** Lines of a stored thread; none for a new one. */
  readonly lines: readonly RolloutLine[];
  /** The writing end of an opened thread; undefined makes a new one. */
  readonly log?: ThreadLog;
  /** The generation the log's store belongs to. */
  readonly generation: Generation;
  readonly preview: string;
  readonly name: string | null;
  readonly usage: TokenUsageBreakdown | null;
  /** Told of what went wrong where no client can be told. */
  readonly onError: (error: unknown) => void;
}

/** A running thread: one queue, one owner. Nothing runs in it but its turn, one at a time. */
export class Thread {
  readonly id: string;
  readonly ephemeral: boolean;
  readonly #parts: Omit<ThreadParts, 'lines'>;
  readonly #resumed: boolean;
  readonly #log: SequencedLog;
  readonly #history: History;
  readonly #approvals = new SessionApprovals();
  #settings: ThreadSettings;
  /** What the model was last told it works under; undefined before the first turn. */
  #told: ThreadSettings | undefined;
  #held: Generation;
  /** Moves to other generations, one after another. */
  #moved: Promise<void> = Promise.resolve();
  #turn: Turn | undefined;
  #status: ThreadStatus = { type: 'idle' };
  #usage: TokenUsageBreakdown;
  #preview: string;
  #updatedAt: number;
  #stored: boolean;
  /** A turn was begun since the thread was loaded. */
  #begun = false;
  #warnedModel: string | undefined;
  #closed: Promise<void> | undefined;
  /** What plugins say first in a working directory; read once. */
  #fragments: { readonly cwd: string; readonly read: Promise<Fragments> } | undefined;

  constructor({ lines, ...parts }: ThreadParts) {
    this.id = parts.meta.id;
    this.ephemeral = parts.ephemeral;
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#held = parts.generation;
    this.#usage = parts.usage ?? noUsage;
    this.#preview = parts.preview;
    this.#updatedAt = Date.parse(lines.at(-1)?.timestamp ?? parts.meta.timestamp);
    this.#resumed = lines.length > 0;
    this.#stored = this.#resumed;
    this.#told = parts.told;
    this.#history = createHistory(lines);
    this.#log = new SequencedLog({
      store: parts.log ?? this.#newLog(parts.generation),
      onLines: (lines) => {
        this.#stored = true;
        this.#updatedAt = Date.now();
        this.#history.append(lines);
      },
      onFailure: (error) => this.#turn?.fail(error),
      onListenerError: parts.onError,
    });
  }

  get settings(): ThreadSettings {
    return this.#settings;
  }
  get status(): ThreadStatus {
    return this.#status;
  }
  get activeTurnId(): string | undefined {
    return this.#turn?.id;
  }
  /** Whether anything of it is in the store. */
  get stored(): boolean {
    return this.#stored;
  }
  /** The lines of an ephemeral thread; undefined for others, whose lines the store reads. */
  get ephemeralLines(): readonly RolloutLine[] | undefined {
    return (this.#log.store as Partial<{ lines: readonly RolloutLine[] }>).lines;
  }

  /** Files that the thread's first instructions came from, such as AGENTS.md. Reads them if that is still to be done. */
  async instructionSources(): Promise<readonly string[]> {
    return (await this.#readFragments(this.#held, this.#settings.cwd)).sources;
  }

  subscribe(listener: ThreadListener): () => void {
    return this.#log.subscribe(listener);
  }

  /** The thread as clients see it, without turns. */
  toWire(): WireThread {
    const { meta } = this.#parts;
    return {
      id: this.id,
      forkedFromId: meta.forked_from_id ?? null,
      preview: this.#preview,
      ephemeral: this.ephemeral,
      modelProvider: this.#settings.modelProvider,
      createdAt: Math.floor(Date.parse(meta.timestamp) / 1000),
      updatedAt: Math.floor(this.#updatedAt / 1000),
      status: this.#status,
      path: this.#log.path,
      cwd: this.#settings.cwd,
      cliVersion: meta.cli_version,
      source: this.#parts.source,
      agentNickname: null,
      agentRole: null,
      gitInfo: meta.git
        ? {
            sha: meta.git.commit_hash ?? null,
            branch: meta.git.branch ?? null,
            originUrl: meta.git.repository_url ?? null,
          }
        : null,
      name: this.#parts.name,
      turns: [],
    };
  }

  /** Begins a turn; its first event comes after the caller's present task. Throws `turn_active`, `thread_closed`, `input_empty`. */
  startTurn(input: readonly UserInput[], overrides: TurnOverrides = {}): Turn {
    this.#mustBeOpen();
    mustNotBeEmpty(input);
    if (this.#turn) {
      throw tenonError({
        code: 'turn_active',
        message: `thread ${this.id} is busy with turn ${this.#turn.id}`,
        mend: 'Steer it (turn/steer), interrupt it (turn/interrupt), or wait for turn/completed.',
      });
    }
    const { outputSchema, ...lasting } = overrides;
    this.#settings = { ...this.#settings, ...lasting };
    if (!this.#preview) this.#preview = textOf(input);
    const turn = new Turn(this.#parts.newId(), input, {
      threadId: this.id,
      newId: this.#parts.newId,
      onError: this.#parts.onError,
      publish: (notification) => this.#publish(notification),
      enter: (self) => this.#enter(self),
      prepare: (context) => this.#prepare(context, outputSchema),
      publishStatus: (status) => this.#setStatus(status),
      publishEnd: (wire, error) => this.#publishEnd(wire, error),
    });
    this.#turn = turn;
    // Plugins that were replaced while the turn ran must not be held on to until the next one.
    turn.done.then(() => this.rehome()).catch(this.#parts.onError);
    return turn;
  }

  /** Input for the running turn. Throws `no_active_turn`, `turn_mismatch`, `input_empty`. */
  steer(expectedTurnId: string, input: readonly UserInput[]): string {
    mustNotBeEmpty(input);
    if (!this.#turn?.takesInput) throw tenonError({ code: 'no_active_turn', message: 'no active turn to steer' });
    if (expectedTurnId !== this.#turn.id) {
      throw tenonError({
        code: 'turn_mismatch',
        message: `expected active turn id \`${expectedTurnId}\` but found \`${this.#turn.id}\``,
      });
    }
    this.#turn.steer(input);
    return this.#turn.id;
  }

  /** Ends the running turn; resolves when it has ended. Throws `no_active_turn`, also for a turn that is over. */
  async interrupt(turnId?: string): Promise<void> {
    const turn = this.#turn;
    if (!turn || (turnId !== undefined && turnId !== turn.id)) {
      throw tenonError({ code: 'no_active_turn', message: 'no active turn to interrupt' });
    }
    await turn.abort('interrupted');
  }

  /** Resolves when no turn runs. */
  async idle(): Promise<void> {
    await this.#turn?.done;
  }

  /** Moves an idle thread to the current generation of plugins: a plugin that is gone must not be held on to. */
  async rehome(): Promise<void> {
    if (this.#turn || this.#closed) return;
    const now = this.#parts.runtime.acquire();
    await this.#moveTo(now);
  }

  /** Ends its turn, its processes, and its hold on the store. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#turn?.abort('closed');
    observe(this.#held, threadEnd, { threadId: this.id, cwd: this.#settings.cwd });
    await this.#parts.scope[Symbol.asyncDispose]();
    await this.#moved;
    try {
      await this.#log.settled();
    } finally {
      await this.#log.store.close().finally(() => this.#held[Symbol.dispose]());
    }
  }

  #mustBeOpen(): void {
    if (!this.#closed) return;
    throw tenonError({
      code: 'thread_closed',
      message: `thread ${this.id} is closed`,
      mend: 'Resume it (thread/resume) to go on with it.',
    });
  }

  #newLog(generation: Generation): ThreadLog {
    return this.ephemeral ? createEphemeralLog(this.id) : generation.service(threadStore).create(this.#parts.meta);
  }

  /**
   * Takes over a newer generation, and with it the store's writing end. The thread keeps `next` until the one after.
   * Where that fails it stays with the old one, and the next turn tries again.
   */
  #moveTo(next: Generation): Promise<void> {
    const move = this.#moved.then(() => this.#move(next));
    // Whoever asked for it learns how it ended; the next move only waits for it.
    this.#moved = move.catch(() => {});
    return move;
  }

  async #move(next: Generation): Promise<void> {
    const old = this.#held;
    try {
      if (next.number !== old.number && !this.ephemeral) {
        await this.#log.store.close();
        this.#log.store = this.#stored
          ? (await next.service(threadStore).open({ id: this.id })).log
          : this.#newLog(next);
      }
    } catch (error) {
      next[Symbol.dispose]();
      throw error;
    }
    this.#held = next;
    old[Symbol.dispose]();
  }

  /** Pins a generation for the turn, and its place in the store. */
  async #enter(turn: Turn): Promise<TurnContext> {
    const { runtime, scope, approver } = this.#parts;
    await withGrace(this.#moveTo(runtime.acquire()), turn.signal);
    const generation = runtime.acquire();
    let environment: Environment;
    try {
      environment = generation.service(environments).get();
    } catch (error) {
      // Nobody else could give it back: the turn never gets hold of it.
      generation[Symbol.dispose]();
      throw error;
    }
    let waitingCalls = 0;
    return {
      threadId: this.id,
      turnId: turn.id,
      settings: this.#settings,
      generation,
      environment,
      log: this.#log,
      approver,
      approvals: this.#approvals,
      unanswered: new Map(),
      threadScope: scope,
      turnScope: scope.child(`turn ${turn.id}`),
      signal: turn.signal,
      waitingOnApproval: (waiting) => {
        const before = waitingCalls;
        waitingCalls += waiting ? 1 : -1;
        if (before === 0) this.#setStatus({ type: 'active', activeFlags: ['waitingOnApproval'] });
        else if (waitingCalls === 0) this.#setStatus({ type: 'active', activeFlags: [] });
      },
    };
  }

  /** The model, and what it must be told before the turn's input: the opening of a thread, or what changed. */
  async #prepare(context: TurnContext, outputSchema: unknown): Promise<TurnSetup> {
    const { generation, settings, environment } = context;
    const date = localDate();
    const told = this.#told;
    if (!this.#begun) {
      this.#begun = true;
      const source = this.#resumed ? 'resume' : 'startup';
      observe(generation, threadStart, { threadId: this.id, cwd: settings.cwd, source });
    }
    const said = told
      ? changedContext(told, settings, environment, date)
      : openingContext(settings, environment, date, await this.#readFragments(generation, settings.cwd));
    const model = await openModel(context, {
      instructions: this.#parts.meta.base_instructions?.text ?? baseInstructions,
      outputSchema,
      history: () => this.#history.items,
      addUsage: (usage) => {
        this.#usage = addUsage(this.#usage, usage);
        return this.#usage;
      },
      onUnknownModel: (slug) => this.#warnOfUnknownModel(slug),
    });
    const preamble = [...said, turnContextLine({ turnId: context.turnId, settings, environment, date, outputSchema })];
    return {
      model,
      preamble,
      recorded: () => {
        this.#told = settings;
      },
    };
  }

  #warnOfUnknownModel(slug: string): void {
    if (this.#warnedModel === slug) return;
    this.#warnedModel = slug;
    const message = `Nothing is known of model \`${slug}\`: cautious defaults are used (no parallel tools, no reasoning, no freeform tools).`;
    this.#publish({ method: 'warning', params: { threadId: this.id, message } });
  }

  #readFragments(generation: Generation, cwd: string): Promise<Fragments> {
    if (this.#fragments?.cwd !== cwd) {
      const environment = generation.service(environments).get();
      const signal = this.#parts.scope.signal;
      this.#fragments = { cwd, read: readFragments(generation, { cwd, environment, signal }, this.#parts.onError) };
    }
    return this.#fragments.read;
  }

  #publish(notification: ServerNotification): void {
    this.#log.publish(notification);
  }

  #setStatus(status: ThreadStatus): void {
    this.#status = status;
    this.#publish({ method: 'thread/status/changed', params: { threadId: this.id, status } });
  }

  #publishEnd(turn: WireTurn, error: TurnError | null): void {
    this.#turn = undefined;
    this.#setStatus({ type: error ? 'systemError' : 'idle' });
    if (error) {
      this.#publish({ method: 'error', params: { error, willRetry: false, threadId: this.id, turnId: turn.id } });
    }
    this.#publish({ method: 'turn/completed', params: { threadId: this.id, turn } });
  }
}
