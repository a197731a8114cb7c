import type { ExtendedEvent, PersistedEvent, RolloutLine, ThreadItem, Turn, TurnStatus } from '@tenon/protocol';
import { EXTENDED_EVENTS, eventItem, isExtended } from './event-items.ts';
import { turnError, userContent } from './wire.ts';

export interface TurnsOptions {
  /** True for a thread whose last turn is running now: it is `inProgress`, where it otherwise is `interrupted`. */
  readonly running?: boolean;
}

/** The events that turns are made of. */
export const TURN_EVENTS: readonly string[] = [
  'task_started',
  'task_complete',
  'turn_aborted',
  'thread_rolled_back',
  'user_message',
  'agent_message',
  'agent_reasoning',
  'agent_reasoning_raw_content',
  'context_compacted',
  'error',
  ...EXTENDED_EVENTS,
];

interface Building {
  readonly id: string;
  readonly items: ThreadItem[];
  status: TurnStatus;
  error: Turn['error'];
  startedAt: number | null;
  completedAt: number | null;
  durationMs: number | null;
  /** Opened by `task_started`, so further user messages are steered into it. */
  readonly explicit: boolean;
  compacted: boolean;
}

/**
 * The turns that clients see, by the rules of Codex's rollouts: made of the event lines alone, without those rolled back.
 * Ids are the turn's own where `task_started` tells it, else `rollout-<index of its first line>`; messages and reasoning are
 * `<turn id>-item-1`, `<turn id>-item-2` … so that a page of turns needs no others. Commands, patches and other calls come back, under their
 * own ids, where the log was written with extended history.
 */
export function threadTurns(lines: readonly RolloutLine[], options: TurnsOptions = {}): Turn[] {
  const builder = new TurnsBuilder();
  lines.forEach((line, index) => {
    if (line.type === 'event_msg') builder.event(line.payload, index);
    else if (line.type === 'compacted') builder.compacted(index);
  });
  return builder.finish(options.running ?? false);
}

class TurnsBuilder {
  #turns: Building[] = [];
  #current: Building | undefined;

  event(event: PersistedEvent, index: number): void {
    if (isExtended(event)) {
      this.#call(index, event);
      return;
    }
    switch (event.type) {
      case 'task_started':
        this.#close();
        this.#current = newTurn(event.turn_id, true, 'inProgress');
        this.#current.startedAt = event.started_at ?? null;
        break;
      case 'task_complete':
        this.#end('completed', event);
        break;
      case 'turn_aborted':
        this.#end('interrupted', event);
        break;
      case 'thread_rolled_back':
        this.#rollBack(event.num_turns);
        break;
      case 'user_message':
        if (this.#current && !this.#current.explicit && this.#current.items.length > 0) this.#close();
        this.#add(index, { type: 'userMessage', id: this.#itemId(index), content: userContent(event) });
        break;
      case 'agent_message':
        if (event.message !== '')
          this.#add(index, {
            type: 'agentMessage',
            id: this.#itemId(index),
            text: event.message,
            phase: event.phase === 'commentary' || event.phase === 'final_answer' ? event.phase : null,
            memoryCitation: null,
          });
        break;
      case 'agent_reasoning':
        this.#reasoning(index, 'summary', event.text);
        break;
      case 'agent_reasoning_raw_content':
        this.#reasoning(index, 'content', event.text);
        break;
      case 'context_compacted':
        this.#add(index, { type: 'contextCompaction', id: this.#itemId(index) });
        break;
      case 'error': {
        const turn = this.#turn(index);
        turn.status = 'failed';
        turn.error = turnError(event);
        break;
      }
    }
  }

  compacted(index: number): void {
    this.#turn(index).compacted = true;
  }

  finish(running: boolean): Turn[] {
    const last = this.#current ?? this.#turns.at(-1);
    this.#close();
    return this.#turns.map((turn) => ({
      id: turn.id,
      items: turn.items,
      status: turn.status !== 'inProgress' || (running && turn === last) ? turn.status : 'interrupted',
      error: turn.error ?? null,
      startedAt: turn.startedAt,
      completedAt: turn.completedAt,
      durationMs: turn.durationMs,
    }));
  }

  #itemId(index: number): string {
    const turn = this.#turn(index);
    return `${turn.id}-item-${turn.items.length + 1}`;
  }

  #turn(index: number): Building {
    this.#current ??= newTurn(`rollout-${index}`, false, 'completed');
    return this.#current;
  }

  #add(index: number, item: ThreadItem): void {
    this.#turn(index).items.push(item);
  }

  /** A call may end after its turn did, and another turn runs. Told twice, the later one holds. */
  #call(index: number, event: ExtendedEvent): void {
    const item = eventItem(event, () => this.#itemId(index));
    if (!item) return;
    const turn = typeof event.turn_id === 'string' && event.turn_id ? this.#find(event.turn_id) : this.#turn(index);
    // Nothing of its turn stands: it was rolled back, or is on another page.
    if (!turn) return;
    const at = turn.items.findIndex(({ id }) => id === item.id);
    if (at < 0) turn.items.push(item);
    else turn.items[at] = item;
  }

  #find(turnId: string): Building | undefined {
    return this.#current?.id === turnId ? this.#current : this.#turns.findLast((one) => one.id === turnId);
  }

  /** Parts that follow each other are one item. */
  #reasoning(index: number, part: 'summary' | 'content', text: string): void {
    if (text === '') return;
    const last = this.#turn(index).items.at(-1);
    if (last?.type === 'reasoning') {
      last[part]?.push(text);
      return;
    }
    const item = {
      type: 'reasoning' as const,
      id: this.#itemId(index),
      summary: [] as string[],
      content: [] as string[],
    };
    item[part].push(text);
    this.#add(index, item);
  }

  #end(status: 'completed' | 'interrupted', event: Extract<PersistedEvent, { completed_at?: unknown }>): void {
    const turn = (event.turn_id ? this.#find(event.turn_id) : undefined) ?? this.#current;
    if (!turn) return;
    // A failed turn also ends with task_complete; what was told first stays.
    if (status === 'interrupted' || turn.status === 'inProgress') turn.status = status;
    turn.completedAt = event.completed_at ?? null;
    turn.durationMs = event.duration_ms ?? null;
    if (turn === this.#current) this.#close();
  }

  #close(): void {
    const turn = this.#current;
    this.#current = undefined;
    if (turn && (turn.explicit || turn.compacted || turn.items.length > 0)) this.#turns.push(turn);
  }

  #rollBack(count: number): void {
    this.#close();
    let left = Math.trunc(count);
    if (!(left > 0)) return;
    let keep = this.#turns.length;
    while (keep > 0 && left > 0) {
      keep -= 1;
      if (this.#turns[keep]?.items.some((item) => item.type === 'userMessage')) left -= 1;
    }
    this.#turns = left > 0 ? [] : this.#turns.slice(0, keep);
  }
}

const newTurn = (id: string, explicit: boolean, status: TurnStatus): Building => ({
  id,
  items: [],
  status,
  error: null,
  startedAt: null,
  completedAt: null,
  durationMs: null,
  explicit,
  compacted: false,
});
