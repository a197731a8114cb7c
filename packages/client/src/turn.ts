import type { Turn } from '@tenon/protocol';
import { ClientError } from './errors.ts';
import { type ClientEvent, threadIdOf, turnIdOf } from './events.ts';
import type { Subscriber } from './subscribers.ts';

/** Where a turn can be heard, started and interrupted. */
export interface TurnSource {
  readonly threadId: string;
  subscribe(subscriber: Subscriber): () => void;
  start(): Promise<Turn>;
  interrupt(turnId: string): Promise<unknown>;
}

export interface TurnListener {
  event(event: ClientEvent): void;
  /** Called once: with the turn as it ended, or the error that ended the listening. */
  end(turn: Turn | undefined, error: Error | undefined): void;
}

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
    // The turn may have ended meanwhile, or the connection: then there is nothing left to interrupt.
    source.interrupt(turnId).catch(() => undefined);
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
    (error: Error) => finish(undefined, error),
  );
  return { stop: () => finish(undefined) };
}
