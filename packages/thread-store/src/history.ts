import type { CompactedLine, ResponseItem, RolloutLine } from '@tenon/protocol';
import {
  abortedOutput,
  answers,
  freeze,
  isCall,
  isContext,
  isOutput,
  isUserMessage,
  messageText,
  responseItem,
} from './response-items.ts';

/** The model's history of a thread that goes on. */
export interface History {
  /** What a model is sent. The same array until something changes; each item is frozen and keeps its identity. */
  readonly items: readonly ResponseItem[];
  /** True when lines were appended that need what a partial history does not have: it must be loaded anew, from the first line on. */
  readonly short: boolean;
  append(lines: readonly RolloutLine[]): void;
}

export interface HistoryOptions {
  /** The lines begin with the `task_started` of a turn that holds a compaction, and those before it are left out. Default false. */
  readonly partial?: boolean;
}

interface OpenCall {
  readonly call: Extract<ResponseItem, { call_id?: unknown }> & ResponseItem;
  readonly at: number;
  readonly output: ResponseItem;
}

/** The history as it was: the first `length` items of `items`. An array only grows, or is replaced by another one. */
interface Mark {
  readonly items: ResponseItem[];
  readonly length: number;
  readonly open: readonly OpenCall[];
}

/**
 * The history of `lines`, which further lines are added to. Any cut of the lines into appends gives what `modelHistory` gives for all.
 * Each append costs by the lines appended. Items before a compaction are kept, since a rollback may go back behind it.
 */
export function createHistory(lines: readonly RolloutLine[] = [], { partial = false }: HistoryOptions = {}): History {
  const reducer = new Reducer(partial);
  reducer.append(lines);
  return reducer;
}

/**
 * What a model is sent of a thread with these lines, by the rules of Codex's rollouts:
 * - response items in order; kinds that are not known, and items without what their kind needs, are left out;
 * - `compacted` with a `replacement_history` replaces all before it; without one, the user messages stay and the summary follows them;
 * - `thread_rolled_back` goes back to before the last `num_turns` turns that hold a user message, also behind a compaction.
 *   A turn goes from `task_started` to the next one; in a log without these, from the context before a user message to the next;
 * - a call without an output gets one that says `aborted`, after the calls it stands among. From the next `task_started` on that is
 *   final, so the history of a log that ends before a `task_started` is the beginning of the history of any longer one
 *   (but for compactions and rollbacks). An output without a call, or a second one, is left out.
 *
 * Items are frozen, the payloads in `lines` that they are taken from with them.
 */
export function modelHistory(lines: readonly RolloutLine[]): readonly ResponseItem[] {
  return createHistory(lines).items;
}

class Reducer implements History {
  #items: ResponseItem[] = [];
  #open: readonly OpenCall[] = [];
  #view: readonly ResponseItem[] | undefined;
  /** Before each turn that holds a user message. */
  readonly #marks: Mark[] = [];
  /** The turn that `task_started` opened. */
  #turn: { readonly start: Mark; user: boolean } | undefined;
  /** False until the first `task_started`: until then each user message starts a turn. */
  #explicit = false;
  readonly #summaries = new Set<string>();
  /** The turn that the lines of a partial history begin with: what stands before it is not known. */
  #edge: Mark | undefined;
  readonly #partial: boolean;
  #short = false;

  constructor(partial: boolean) {
    this.#partial = partial;
  }

  get short(): boolean {
    return this.#short;
  }

  get items(): readonly ResponseItem[] {
    this.#view ??= this.#open.length > 0 ? withOutputs(this.#items, this.#open) : this.#items.slice();
    return this.#view;
  }

  append(lines: readonly RolloutLine[]): void {
    for (const line of lines) {
      if (line.type === 'response_item') this.#item(line.payload);
      else if (line.type === 'compacted') this.#compacted(line.payload);
      else if (line.type === 'event_msg') this.#event(line.payload);
    }
  }

  #event(event: Extract<RolloutLine, { type: 'event_msg' }>['payload']): void {
    if (event.type === 'task_started') {
      if (this.#open.length > 0) this.#replace(withOutputs(this.#items, this.#open));
      this.#explicit = true;
      this.#turn = { start: this.#mark(), user: false };
      if (this.#partial) this.#edge ??= this.#turn.start;
    } else if (event.type === 'task_complete' || event.type === 'turn_aborted') {
      this.#turn = undefined;
    } else if (event.type === 'user_message') {
      this.#userMessage();
    } else if (event.type === 'thread_rolled_back') {
      this.#rollBack(event.num_turns);
    }
  }

  /** A user message makes the turn it stands in one that counts. */
  #userMessage(): void {
    if (!this.#turn || this.#turn.user) return;
    this.#turn.user = true;
    this.#marks.push(this.#turn.start);
  }

  #item(payload: Readonly<Record<string, unknown>>): void {
    const item = responseItem(payload);
    if (!item) return;
    if (isUserMessage(item)) {
      if (this.#explicit) this.#userMessage();
      else this.#marks.push(this.#mark(beforeContext(this.#items)));
    }
    this.#push(item);
  }

  #push(item: ResponseItem): void {
    if (isOutput(item)) {
      const found = this.#open.find((open) => isCall(open.call) && answers(item, open.call));
      const unasked = item.type === 'tool_search_output' && item.execution === 'server';
      if (!found && !unasked) return;
      this.#open = this.#open.filter((open) => open !== found);
    } else if (isCall(item)) {
      const output = abortedOutput(item);
      if (output) this.#open = [...this.#open, { call: item, at: this.#items.length, output }];
    }
    this.#items.push(item);
    this.#view = undefined;
  }

  #compacted(payload: CompactedLine): void {
    const before = this.#items;
    this.#replace([]);
    if (Array.isArray(payload.replacement_history)) {
      for (const entry of payload.replacement_history) {
        const item = responseItem(entry);
        if (item) this.#push(item);
      }
    } else {
      // Which of the messages are summaries of earlier compactions is not known here.
      if (this.#partial) this.#short = true;
      for (const item of before) if (isUserMessage(item) && !this.#summaries.has(messageText(item))) this.#push(item);
      if (typeof payload.message === 'string') this.#push(summaryMessage(payload.message));
    }
    if (typeof payload.message === 'string') this.#summaries.add(payload.message);
  }

  #rollBack(turns: number): void {
    const asked = Math.trunc(turns);
    const count = Math.min(asked, this.#marks.length);
    if (this.#partial && asked > 0 && (asked > count || this.#marks.at(-count) === this.#edge)) this.#short = true;
    if (!(count > 0)) return;
    const mark = this.#marks.splice(-count)[0];
    if (!mark) return;
    this.#turn = undefined;
    mark.items.length = mark.length;
    this.#replace(mark.items, mark.open);
  }

  #mark(length = this.#items.length): Mark {
    return { items: this.#items, length, open: this.#open };
  }

  #replace(items: ResponseItem[], open: readonly OpenCall[] = []): void {
    this.#items = items;
    this.#open = open;
    this.#view = undefined;
  }
}

/** A copy in which each open call has its output, after the run of calls it stands in. */
function withOutputs(items: readonly ResponseItem[], open: readonly OpenCall[]): ResponseItem[] {
  const outputsAt = new Map<number, ResponseItem[]>();
  for (const { at, output } of open) {
    let end = at + 1;
    for (let next = items[end]; next && isCall(next); next = items[end]) end += 1;
    const outputs = outputsAt.get(end);
    if (outputs) outputs.push(output);
    else outputsAt.set(end, [output]);
  }
  const all: ResponseItem[] = [];
  for (let at = 0; at <= items.length; at += 1) {
    const outputs = outputsAt.get(at);
    if (outputs) all.push(...outputs);
    const item = items[at];
    if (item) all.push(item);
  }
  return all;
}

/** The length without the context messages at the end: these belong to the user message that follows. */
function beforeContext(items: readonly ResponseItem[]): number {
  let length = items.length;
  for (let last = items[length - 1]; last && isContext(last); last = items[length - 1]) length -= 1;
  return length;
}

const summaryMessage = (text: string): ResponseItem =>
  freeze({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
