import type { Turn } from '@tenon/protocol';
import { ClientError, RpcError } from './errors.ts';
import { type ClientEvent, threadIdOf, turnIdOf } from './events.ts';
import type { Subscriber } from './subscribers.ts';

/** Where a turn can be heard, started and interrupted. */
export interface TurnSource {
  readonly threadId: string;
  subscribe(subscriber: Subscriber): () => void;
  start(): Promise<Turn>;
  interrupt(turnId: string): Promise<unknown>;
  /** Told when an interrupt failed that nobody waits for. */
  problem(problem: Error): void;
}

export interface TurnListener {
  event(event: ClientEvent): void;
  /** Called once: with the turn as it ended, or the error that ended the listening. */
  end(turn: Turn | undefined, error: Error | undefined): void;
}

/** The turn ended before its interrupt came, or nobody is connected any more: that is told by the client's end. */
const nothingToInterrupt = (error: Error): boolean =>
  error instanceof RpcError
    ? error.message === 'no active turn to interrupt'
    : error instanceof ClientError && error.code === 'connection_closed';

const stillRuns = (what: string, cause: Error) =>
  new ClientError('interrupt_failed', `${what}, and may still run: ${cause.message}`, {
    mend: 'end it with thread.interrupt()',
    cause,
  });

/**
 * Starts a turn and hears it to its end. Events that come before the answer are kept: none is missed.
 * Aborting the signal interrupts the turn.
 */
export function followTurn(source: TurnSource, listener: TurnListener, signal?: AbortSignal): { stop(): void } {
  let early: ClientEvent[] | undefined = [];
  let id: string | undefined;
  let ended = false;
  let stop = () => {};
  const finish = (turn: Turn | undefined, error?: Error) => {
    if (ended) return;
    ended = true;
    early = undefined;
    stop();
    signal?.removeEventListener('abort', onAbort);
    listener.end(turn, error);
  };
  const interrupt = (turnId: string) => {
    source.interrupt(turnId).catch((cause: Error) => {
      if (!nothingToInterrupt(cause)) source.problem(stillRuns(`turn ${turnId} could not be interrupted`, cause));
    });
  };
  const onAbort = () => {
    if (id !== undefined) interrupt(id);
    finish(undefined, signal?.reason);
  };
  const take = (event: ClientEvent) => {
    if (ended) return;
    if (event.method === 'client/eventsLost') {
      listener.event(event);
      const { thread, error: cause } = event.params;
      const turn = thread?.turns.find((each) => each.id === id);
      if (!turn) {
        finish(undefined, new ClientError('events_lost', `turn ${id} is gone from the server`, { cause }));
      } else if (turn.status !== 'inProgress') finish(turn);
      return;
    }
    if (turnIdOf(event) !== id) return;
    listener.event(event);
    if (event.method === 'turn/completed') finish(event.params.turn);
  };
  if (signal?.aborted) {
    finish(undefined, signal.reason);
    return { stop };
  }
  signal?.addEventListener('abort', onAbort, { once: true });
  stop = source.subscribe({
    event: (event) => {
      if (threadIdOf(event) !== source.threadId) return;
      if (early) early.push(event);
      else take(event);
    },
    end: (error) => finish(undefined, error ?? new ClientError('connection_closed', 'the client was closed')),
  });
  source.start().then(
    (turn) => {
      id = turn.id;
      if (signal?.aborted) interrupt(id);
      const waiting = early ?? [];
      early = undefined;
      for (const event of waiting) take(event);
    },
    (error: Error) => {
      // Whether it began, nobody can say: the run was given up, and would not be told.
      if (signal?.aborted && error instanceof ClientError && error.code === 'connection_lost') {
        source.problem(stillRuns('a turn was given up while it was being started', error));
      }
      finish(undefined, error);
    },
  );
  return { stop: () => finish(undefined) };
}
