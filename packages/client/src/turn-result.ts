import type { ThreadItem, ThreadTokenUsage, Turn } from '@tenon/protocol';
import { TurnFailedError } from './errors.ts';
import type { ClientEvent } from './events.ts';

export interface TurnResult {
  /** Its status is `completed` or `interrupted`; its own `items` are always empty. */
  readonly turn: Turn;
  /** In the order in which they began. */
  readonly items: readonly ThreadItem[];
  /** The last message of the agent; empty where it said nothing. */
  readonly text: string;
  /** Of the thread so far, and of the last model request; undefined where the server said nothing of it. */
  readonly usage: ThreadTokenUsage | undefined;
}

/** What a turn did, from its events. */
export class TurnCollector {
  readonly #items = new Map<string, ThreadItem>();
  #usage: ThreadTokenUsage | undefined;

  event(event: ClientEvent, turnId: string | undefined): void {
    if (event.method === 'item/started' || event.method === 'item/completed') {
      const { item } = event.params;
      this.#items.set(item.id, item);
    } else if (event.method === 'thread/tokenUsage/updated') this.#usage = event.params.tokenUsage;
    else if (event.method === 'client/eventsLost') {
      for (const item of event.params.thread?.turns.find(({ id }) => id === turnId)?.items ?? []) {
        this.#items.set(item.id, item);
      }
    }
  }

  /** Throws `TurnFailedError` where the turn failed. */
  result(turn: Turn): TurnResult {
    const items = [...this.#items.values()];
    if (turn.status === 'failed') throw new TurnFailedError(turn, items);
    const messages = items.filter((item) => item.type === 'agentMessage');
    const last = messages.findLast(({ phase }) => phase === 'final_answer') ?? messages.at(-1);
    return { turn, items, text: last?.text ?? '', usage: this.#usage };
  }
}
