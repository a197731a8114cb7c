import { type Scope, tenonError } from '@tenon/plugin-api';
import { type Environment, environments } from '@tenon/plugin-api/environment';
import { threadEnd } from '@tenon/plugin-api/events';
import { type ThreadLines, threadStore } from '@tenon/plugin-api/thread-store';
import type {
  RolloutLine,
  RolloutResponseItem,
  ServerNotification,
  ThreadStatus,
  TurnError,
  UserInput,
  Thread as WireThread,
  Turn as WireTurn,
} from '@tenon/protocol';
import type { SkillSettings } from '@tenon/skills';
import { linesOf } from '@tenon/thread-store';
import { withGrace } from './abort.ts';
import { countWaiting, SessionApprovals } from './approvals.ts';
import { Compaction } from './compaction.ts';
import { approvedAfterwards } from './context.ts';
import { Conversation } from './conversation.ts';
import { Elicitations } from './elicitations.ts';
import { Grants } from './grants.ts';
import { observe } from './observe.ts';
import { Rollback } from './rollback.ts';
import type { ClientMetadata, ThreadSettings, TurnOverrides } from './settings.ts';
import type { ThreadEdit } from './thread-edits.ts';
import { ThreadFacts } from './thread-facts.ts';
import { newLog, ThreadHome } from './thread-home.ts';
import { SequencedLog, type ThreadListener } from './thread-log.ts';
import { ThreadMemory } from './thread-memory.ts';
import type { ThreadParts } from './thread-parts.ts';
import { ThreadSkills } from './thread-skills.ts';
import { Turn } from './turn.ts';
import type { TurnContext } from './turn-context.ts';
import { TurnOpening } from './turn-opening.ts';
import { TurnQueue } from './turn-queue.ts';
import type { TurnTask } from './turn-task.ts';
import { mustNotBeEmpty, textOf } from './user-input.ts';
import { runUserShell, UserShell } from './user-shell.ts';

/** A running thread: one queue, one owner. One turn runs in it at a time. */
export class Thread {
  readonly id: string;
  readonly ephemeral: boolean;
  readonly elicitations = new Elicitations();
  readonly #parts: Omit<ThreadParts, 'lines'>;
  readonly #facts: ThreadFacts;
  readonly #log: SequencedLog;
  readonly #memory: ThreadMemory;
  readonly #home: ThreadHome;
  readonly #skills = new ThreadSkills();
  readonly #opening: TurnOpening;
  readonly #turns = new TurnQueue();
  readonly #approvals = new SessionApprovals();
  readonly #grants = new Grants();
  readonly #rollback = new Rollback();
  #settings: ThreadSettings;
  /** The owner of what tools leave running. */
  #terminals: Scope;
  #closed: Promise<void> | undefined;

  constructor(given: ThreadParts) {
    const { lines, ...parts } = given;
    this.id = parts.meta.id;
    this.ephemeral = parts.ephemeral;
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#terminals = parts.scope.child('terminals');
    this.#facts = new ThreadFacts(given);
    this.#memory = new ThreadMemory({
      base: parts.settings,
      lines,
      reread: () => this.#storedLines(),
      signal: parts.scope.signal,
    });
    this.#log = new SequencedLog({
      store: parts.log ?? newLog(parts, parts.generation),
      onLines: (added) => {
        this.#facts.take(added);
        this.#memory.take(added);
      },
      onFailure: (error) => this.#turns.running?.fail(error),
      onListenerError: parts.onError,
    });
    this.#home = new ThreadHome(parts, this.#log, () => this.stored);
    this.#opening = new TurnOpening({
      parts,
      facts: this.#facts,
      memory: this.#memory,
      skills: this.#skills,
      publish: (notification) => this.#publish(notification),
    });
  }

  get settings(): ThreadSettings {
    return this.#settings;
  }
  get status(): ThreadStatus {
    return this.#facts.status;
  }
  get activeTurnId(): string | undefined {
    return this.#turns.running?.id;
  }
  /** Whether anything of it is in the store. */
  get stored(): boolean {
    return this.#facts.stored;
  }
  /** The lines of an ephemeral thread; undefined for others, whose lines the store reads. */
  get ephemeralLines(): readonly RolloutLine[] | undefined {
    return (this.#log.store as Partial<{ lines: readonly RolloutLine[] }>).lines;
  }

  /** Changes which skills it may use, from its next turn on. */
  changeSkills(change: (settings: SkillSettings) => SkillSettings): void {
    this.#settings = { ...this.#settings, skills: change(this.#settings.skills) };
  }

  /** Files that the thread's first instructions came from, such as AGENTS.md. Reads them if that is still to be done. */
  async instructionSources(): Promise<readonly string[]> {
    return (await this.#opening.fragments(this.#home.generation, this.#settings)).sources;
  }

  /** Begins to read the history that the next turn needs, so that it need not wait for it. */
  preload(): void {
    // That turn reads again what could not be read now, and says why.
    if (!this.#closed) this.#memory.ready().catch(() => {});
  }

  subscribe(listener: ThreadListener): () => void {
    return this.#log.subscribe(listener);
  }

  /** The thread as clients see it, without turns. */
  toWire(): WireThread {
    return this.#facts.toWire(this.#settings, this.#log.path);
  }

  /**
   * Begins a turn; its first event comes after the caller's present task. While a turn runs, the input steers that one, which
   * comes back; with `queue`, or where the running one takes no input, a turn of its own waits until that one has ended.
   * Overrides hold from the next turn that begins. Throws `thread_closed`, `input_empty`, `output_schema_needs_turn`.
   */
  startTurn(input: readonly UserInput[], overrides: TurnOverrides = {}): Turn {
    this.#mustBeOpen();
    mustNotBeEmpty(input);
    const { outputSchema, queue, clientMetadata, ...lasting } = overrides;
    const running = this.#turns.running;
    const steers = running?.takesInput && !queue;
    if (steers && outputSchema !== undefined && outputSchema !== null) {
      throw tenonError({
        code: 'output_schema_needs_turn',
        message: `turn ${running.id} is running, and its answer has its shape already`,
        mend: 'Set queue, so that the input gets a turn of its own; or leave out outputSchema; or wait for turn/completed.',
      });
    }
    if (!this.#facts.preview) this.#facts.preview = textOf(input);
    if (steers) {
      this.#settings = { ...this.#settings, ...lasting };
      running.steer(input, clientMetadata);
      return running;
    }
    return this.#start(
      new Conversation({
        input,
        clientMetadata,
        newId: this.#parts.newId,
        skills: this.#skills,
        prepare: (context) => this.#opening.prepare(context, outputSchema),
      }),
      lasting,
    );
  }

  /** Input for the running turn. Throws `no_active_turn`, `turn_mismatch`, `turn_not_steerable`, `input_empty`. */
  steer(expectedTurnId: string, input: readonly UserInput[], clientMetadata?: ClientMetadata): string {
    mustNotBeEmpty(input);
    const turn = this.#turns.running;
    if (!turn || (turn.kind === 'regular' && !turn.takesInput)) {
      throw tenonError({ code: 'no_active_turn', message: 'no active turn to steer' });
    }
    if (expectedTurnId !== turn.id) {
      throw tenonError({
        code: 'turn_mismatch',
        message: `expected active turn id \`${expectedTurnId}\` but found \`${turn.id}\``,
      });
    }
    if (!turn.takesInput) {
      throw tenonError({
        code: 'turn_not_steerable',
        message: `cannot steer a ${turn.kind} turn`,
        mend: 'Wait for turn/completed, or send the input with turn/start: it gets a turn of its own after this one.',
      });
    }
    turn.steer(input, clientMetadata);
    return turn.id;
  }

  /** Takes back that many turns of the user; more than there are takes back all. Files stay as they are. Throws as `Rollback#check`. */
  async rollback(numTurns: number): Promise<void> {
    this.#mustBeOpen();
    this.#rollback.check(numTurns, this.activeTurnId);
    if (this.stored) await this.#rollback.run(this.#log, numTurns);
  }

  /** Lets the model sum the thread up, in a turn of its own, behind those that run or wait. Throws `thread_closed`, `thread_empty`. */
  compact(): Turn {
    this.#mustBeOpen();
    if (!this.stored && !this.#turns.running) {
      throw tenonError({
        code: 'thread_empty',
        message: `thread ${this.id} has nothing to compact`,
        mend: 'Run a turn first.',
      });
    }
    const model = (context: TurnContext) => this.#opening.model(context);
    return this.#start(new Compaction({ newId: this.#parts.newId, model }));
  }

  /**
   * Runs a command of the user, outside the sandbox; the model finds its output in its history. On an idle thread it is a turn,
   * which comes back; else it runs beside the running turn, and ends with the thread at the latest. Throws `thread_closed`, `command_empty`.
   */
  shellCommand(command: string): Turn | undefined {
    this.#mustBeOpen();
    if (!command.trim()) {
      throw tenonError({ code: 'command_empty', message: 'command must not be empty', mend: 'Give a command line.' });
    }
    const itemId = this.#parts.newId();
    const running = this.#turns.running;
    if (!running) return this.#start(new UserShell(command, itemId));
    const environment = this.#home.generation.service(environments).get();
    const ids = { threadId: this.id, turnId: running.id, itemId };
    const place = {
      ...ids,
      environment,
      log: this.#log,
      extendedHistory: this.#parts.extendedHistory,
      cwd: this.#settings.cwd,
      signal: this.#parts.scope.signal,
    };
    const done = runUserShell(command, place).catch(this.#parts.onError);
    this.#parts.scope.defer(() => done);
    return undefined;
  }

  /**
   * A person approves what an automatic reviewer denied: the model is told, and the next call that does just that runs. Throws
   * `no_denied_action`.
   */
  async approveDenied(reviewId: string): Promise<void> {
    this.#mustBeOpen();
    await this.#log.append([approvedAfterwards(this.#approvals.approveDenied(reviewId))]);
  }

  /** Ends what tools left running in the background. */
  async cleanTerminals(): Promise<void> {
    this.#mustBeOpen();
    const old = this.#terminals;
    this.#terminals = this.#parts.scope.child('terminals');
    await old[Symbol.asyncDispose]();
  }

  /** Items the model is to find in its history, as they are. No turn. */
  async inject(items: readonly RolloutResponseItem[]): Promise<void> {
    this.#mustBeOpen();
    await this.#log.append(items.map((payload) => ({ type: 'response_item', payload })));
  }

  /** Changes what is known of it. */
  async edit({ lines, notifications = [] }: ThreadEdit): Promise<void> {
    this.#mustBeOpen();
    await this.#log.append(lines(this.#facts.meta), ...notifications);
  }

  /** Ends the running turn, or one that waits; resolves when it has ended. Throws `no_active_turn`, also for a turn that is over. */
  async interrupt(turnId?: string): Promise<void> {
    const turn = this.#turns.running;
    if (turn && (turnId === undefined || turnId === turn.id)) {
      await turn.abort('interrupted');
      return;
    }
    if (turnId !== undefined && this.#turns.cancel(turnId)) return;
    throw tenonError({ code: 'no_active_turn', message: 'no active turn to interrupt' });
  }

  /** Resolves when no turn runs, and none waits. */
  async idle(): Promise<void> {
    while (this.#turns.running) await this.#turns.running.done;
  }

  /** Moves an idle thread to the current generation of plugins: a plugin that is gone must not be held on to. */
  async rehome(): Promise<void> {
    if (this.#turns.running || this.#closed) return;
    await this.#home.move();
  }

  /** Ends its turns, its processes, and its hold on the store. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#turns.cancelAll();
    await this.#turns.running?.abort('closed');
    observe(this.#home.generation, threadEnd, { threadId: this.id, cwd: this.#settings.cwd });
    await this.#parts.scope[Symbol.asyncDispose]();
    await this.#home.close();
  }

  #mustBeOpen(): void {
    if (!this.#closed) return;
    throw tenonError({
      code: 'thread_closed',
      message: `thread ${this.id} is closed`,
      mend: 'Resume it (thread/resume) to go on with it.',
    });
  }

  /** A turn that does that, now or when those before it have ended. It works under the thread's settings of then, and `lasting`. */
  #start(task: TurnTask, lasting: Partial<ThreadSettings> = {}): Turn {
    const turn = new Turn(this.#parts.newId(), task, {
      threadId: this.id,
      onError: this.#parts.onError,
      publish: (notification) => this.#publish(notification),
      enter: (self) => {
        this.#settings = { ...this.#settings, ...lasting };
        return this.#enter(self);
      },
      publishStatus: (status) => this.#setStatus(status),
      publishEnd: (wire, error) => this.#publishEnd(wire, error),
    });
    if (!this.#turns.running) this.#settings = { ...this.#settings, ...lasting };
    this.#turns.add(turn);
    // Plugins that were replaced while the turn ran must not be held on to until the next one.
    turn.done.then(() => this.rehome()).catch(this.#parts.onError);
    return turn;
  }

  /** Pins a generation for the turn, and its place in the store. */
  async #enter(turn: Turn): Promise<TurnContext> {
    const { runtime, scope, askPerson, newId } = this.#parts;
    await withGrace(this.#home.move(), turn.signal);
    await withGrace(this.#memory.ready(), turn.signal);
    const generation = runtime.acquire();
    let environment: Environment;
    try {
      environment = generation.service(environments).get();
    } catch (error) {
      // Nobody else could give it back: the turn never gets hold of it.
      generation[Symbol.dispose]();
      throw error;
    }
    return {
      threadId: this.id,
      turnId: turn.id,
      settings: this.#settings,
      generation,
      environment,
      log: this.#log,
      extendedHistory: this.#parts.extendedHistory,
      onError: this.#parts.onError,
      newId,
      askPerson,
      approvals: this.#approvals,
      grants: new Grants(this.#grants),
      unanswered: new Map(),
      threadScope: () => this.#terminals,
      turnScope: scope.child(`turn ${turn.id}`),
      clock: this.elicitations.clock,
      signal: turn.signal,
      waitingOnApproval: countWaiting((activeFlags) => this.#setStatus({ type: 'active', activeFlags })),
    };
  }

  async #storedLines(): Promise<ThreadLines> {
    const own = this.ephemeralLines;
    return own ? linesOf(own) : (await this.#home.generation.service(threadStore).read({ id: this.id })).lines;
  }

  #publish(notification: ServerNotification): void {
    this.#log.publish(notification);
  }

  #setStatus(status: ThreadStatus): void {
    this.#facts.status = status;
    this.#publish({ method: 'thread/status/changed', params: { threadId: this.id, status } });
  }

  #publishEnd(turn: WireTurn, error: TurnError | null): void {
    this.#setStatus({ type: error ? 'systemError' : 'idle' });
    if (error) {
      this.#publish({ method: 'error', params: { error, willRetry: false, threadId: this.id, turnId: turn.id } });
    }
    this.#publish({ method: 'turn/completed', params: { threadId: this.id, turn } });
    this.#turns.next();
  }
}
