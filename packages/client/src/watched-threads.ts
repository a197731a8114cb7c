import type { Thread } from '@tenon/protocol';
import { threadIdOf, turnIdOf } from './events.ts';

/** A notification as it came. */
export interface Incoming {
  readonly method: string;
  readonly params: unknown;
  readonly seq: number | undefined;
}

/** What the client knows of a thread it watches, to go on after a reconnect. */
interface Watched {
  /** Of the server's count; undefined: the server does not count. */
  epoch: string | undefined;
  /** The number of the last event that was delivered. */
  seq: number;
  /** Events up to this number were delivered on an earlier connection: a replay may repeat them. */
  floor: number;
  activeTurn: string | undefined;
  /** Events that came while the thread is being resumed: their place is after what the answer says. */
  held: Incoming[] | undefined;
}

/** How a resumed thread goes on. */
export interface Resumed {
  readonly complete: boolean;
  readonly thread: Thread | undefined;
  readonly held: readonly Incoming[];
}

/** Methods whose result has the thread that is watched from now on. */
const watching = new Set(['thread/start', 'thread/resume', 'thread/fork']);
/** Methods after which a thread is no longer watched. */
const leaving = new Set(['thread/unsubscribe', 'thread/archive']);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** `<epoch>:<seq>` of an answer. */
function parsedCursor(result: unknown): { epoch: string; seq: number } | undefined {
  if (!isObject(result) || typeof result.cursor !== 'string') return undefined;
  const at = result.cursor.lastIndexOf(':');
  const seq = Number(result.cursor.slice(at + 1));
  return at < 0 || !Number.isSafeInteger(seq) ? undefined : { epoch: result.cursor.slice(0, at), seq };
}

const threadOf = (result: unknown): Thread | undefined =>
  isObject(result) && isObject(result.thread) && typeof result.thread.id === 'string'
    ? (result.thread as unknown as Thread)
    : undefined;

export class WatchedThreads {
  readonly #threads = new Map<string, Watched>();

  get ids(): string[] {
    return [...this.#threads.keys()];
  }

  cursor(threadId: string): string | undefined {
    const watched = this.#threads.get(threadId);
    return watched?.epoch === undefined ? undefined : `${watched.epoch}:${watched.seq}`;
  }

  activeTurn(threadId: string): string | undefined {
    return this.#threads.get(threadId)?.activeTurn;
  }

  /** Takes note of an answer. To be called before any later message is looked at. */
  answered(method: string, params: unknown, result: unknown): void {
    const threadId = threadIdOf({ params });
    if (watching.has(method)) this.#watch(result);
    else if (!threadId) return;
    else if (leaving.has(method)) this.#threads.delete(threadId);
    else if (method === 'turn/start' && isObject(result)) {
      const watched = this.#threads.get(threadId);
      if (watched) watched.activeTurn = turnIdOf({ params: result });
    }
  }

  /** Whether the event is to be delivered now. */
  takes(event: Incoming): boolean {
    const watched = this.#threads.get(threadIdOf(event) ?? '');
    if (!watched) return true;
    if (watched.held) {
      watched.held.push(event);
      return false;
    }
    if (event.seq !== undefined) {
      if (event.seq <= watched.floor) return false;
      watched.seq = Math.max(watched.seq, event.seq);
    }
    if (event.method === 'turn/started') watched.activeTurn = turnIdOf(event);
    else if (event.method === 'turn/completed' && watched.activeTurn === turnIdOf(event))
      watched.activeTurn = undefined;
    else if (event.method === 'thread/closed') this.#threads.delete(threadIdOf(event) ?? '');
    return true;
  }

  /** From now on events of the thread are kept, until `resumed` or the next call of this. */
  hold(threadId: string): void {
    const watched = this.#threads.get(threadId);
    if (watched) watched.held = [];
  }

  /** Takes the answer of `thread/resume`: what follows is numbered as it says. Undefined: the thread was left meanwhile. */
  resumed(threadId: string, result: unknown): Resumed | undefined {
    const watched = this.#threads.get(threadId);
    if (!watched) return undefined;
    const held = watched.held ?? [];
    watched.held = undefined;
    const cursor = parsedCursor(result);
    const replay = isObject(result) && isObject(result.replay) && result.replay.complete === true;
    const complete = replay && cursor !== undefined && cursor.epoch === watched.epoch;
    const thread = threadOf(result);
    // What cannot be replayed is in the answer, up to its cursor.
    watched.floor = complete ? watched.seq : (cursor?.seq ?? -1);
    if (!complete) {
      watched.seq = cursor?.seq ?? -1;
      watched.epoch = cursor?.epoch;
      watched.activeTurn = runningTurn(thread);
    }
    return { complete, thread, held };
  }

  /** Forgets the thread; gives what was held of it. */
  drop(threadId: string): readonly Incoming[] {
    const held = this.#threads.get(threadId)?.held ?? [];
    this.#threads.delete(threadId);
    return held;
  }

  #watch(result: unknown): void {
    const thread = threadOf(result);
    if (!thread) return;
    const cursor = parsedCursor(result);
    const known = this.#threads.get(thread.id);
    if (known) {
      if (known.epoch === cursor?.epoch) return;
      known.epoch = cursor?.epoch;
      known.seq = cursor?.seq ?? -1;
      known.floor = -1;
      return;
    }
    this.#threads.set(thread.id, {
      epoch: cursor?.epoch,
      seq: cursor?.seq ?? -1,
      floor: -1,
      activeTurn: runningTurn(thread),
      held: undefined,
    });
  }
}

const runningTurn = (thread: Thread | undefined) =>
  thread?.turns?.findLast(({ status }) => status === 'inProgress')?.id;
