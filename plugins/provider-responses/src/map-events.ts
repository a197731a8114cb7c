import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import type { TokenUsageBreakdown } from '@tenon/protocol';
import { keptItem, type WireItem } from './kept-item.ts';

/** An event of the stream, parsed; nothing but its being an object is sure. */
export interface WireEvent {
  readonly type?: unknown;
  readonly response?: unknown;
  readonly item?: unknown;
  readonly item_id?: unknown;
  readonly output_index?: unknown;
  readonly summary_index?: unknown;
  readonly content_index?: unknown;
  readonly delta?: unknown;
  readonly [key: string]: unknown;
}

/** How the server ended a response that did not complete. */
export type ResponseFailure =
  | { readonly type: 'failed'; readonly code: string; readonly message: string; readonly error: WireItem }
  | { readonly type: 'incomplete'; readonly reason: string };

export interface EventMapper {
  /** Appends what the event means to `out`. */
  map(event: WireEvent, out: ModelEvent[]): void;
  /** Set once the server said that the response failed. */
  readonly failure: ResponseFailure | undefined;
  readonly completed: boolean;
}

const record = (value: unknown): WireItem => (typeof value === 'object' && value !== null ? (value as WireItem) : {});
const count = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : 0);

/** Token counts of the Responses API as the wire names them; null when there are none. */
export function usageOf(value: unknown): TokenUsageBreakdown | null {
  if (typeof value !== 'object' || value === null) return null;
  const usage = record(value);
  const inputTokens = count(usage.input_tokens);
  const outputTokens = count(usage.output_tokens);
  return {
    totalTokens: usage.total_tokens === undefined ? inputTokens + outputTokens : count(usage.total_tokens),
    inputTokens,
    cachedInputTokens: count(record(usage.input_tokens_details).cached_tokens),
    outputTokens,
    reasoningOutputTokens: count(record(usage.output_tokens_details).reasoning_tokens),
  };
}

const ID_PREFIX: Readonly<Record<string, string>> = { message: 'msg', reasoning: 'rs' };

/**
 * Makes model events of one response's stream. Events it does not know, and events that lack what they are about, mean
 * nothing. An item that never had its `added` still starts before it is done.
 * `unknownItem` is told the type of an item that threads cannot keep.
 */
export function createEventMapper(unknownItem: (type: string) => void): EventMapper {
  const started = new Set<string>();
  const leftOut = new Set<string>();
  const idByIndex = new Map<number, string>();
  let failure: ResponseFailure | undefined;
  let completed = false;
  let responseId = '';

  const newId = (type: unknown) =>
    `${ID_PREFIX[String(type)] ?? 'item'}_${process.getBuiltinModule('node:crypto').randomUUID()}`;

  const idOf = (event: WireEvent, given: unknown, type: unknown): string => {
    if (typeof given === 'string' && given) return given;
    const index = typeof event.output_index === 'number' ? event.output_index : -1;
    let id = idByIndex.get(index);
    if (id === undefined) {
      id = newId(type);
      idByIndex.set(index, id);
    }
    return id;
  };

  const start = (id: string, item: WireItem, out: ModelEvent[]): boolean => {
    if (started.has(id)) return true;
    const kept = keptItem(item, id);
    if (kept === undefined) {
      if (!leftOut.has(id)) unknownItem(String(item.type));
      leftOut.add(id);
      return false;
    }
    started.add(id);
    out.push({ type: 'itemStarted', id, item: kept });
    return true;
  };

  /** The id of the item that a delta belongs to, started if it was not. */
  const deltaId = (event: WireEvent, type: 'message' | 'reasoning', out: ModelEvent[]): string => {
    const id = idOf(event, event.item_id, type);
    if (!started.has(id)) start(id, { type }, out);
    return id;
  };

  const added = (event: WireEvent, out: ModelEvent[]) => {
    if (typeof event.item !== 'object' || event.item === null) return;
    const item = record(event.item);
    const id = idOf(event, item.id, item.type);
    if (typeof event.output_index === 'number') idByIndex.set(event.output_index, id);
    start(id, item, out);
  };

  const done = (event: WireEvent, out: ModelEvent[]) => {
    if (typeof event.item !== 'object' || event.item === null) return;
    const item = record(event.item);
    const id = idOf(event, item.id, item.type);
    if (!start(id, item, out)) return;
    const kept = keptItem(item, id);
    if (kept) out.push({ type: 'itemDone', id, item: kept });
    // Without an index two items that lack ids must not become one.
    if (typeof event.output_index !== 'number') idByIndex.delete(-1);
  };

  const fail = (value: unknown) => {
    const error = record(value);
    const code = typeof error.code === 'string' ? error.code : '';
    const message = typeof error.message === 'string' ? error.message : '';
    failure = { type: 'failed', code, message, error };
  };

  return {
    map(event, out) {
      const { delta } = event;
      switch (event.type) {
        case 'response.output_text.delta':
          if (typeof delta === 'string') out.push({ type: 'textDelta', id: deltaId(event, 'message', out), delta });
          return;
        case 'response.reasoning_summary_text.delta': {
          if (typeof delta !== 'string') return;
          const id = deltaId(event, 'reasoning', out);
          out.push({ type: 'reasoningSummaryDelta', id, index: count(event.summary_index), delta });
          return;
        }
        case 'response.reasoning_text.delta': {
          if (typeof delta !== 'string') return;
          const id = deltaId(event, 'reasoning', out);
          out.push({ type: 'reasoningTextDelta', id, index: count(event.content_index), delta });
          return;
        }
        case 'response.reasoning_summary_part.added': {
          const id = deltaId(event, 'reasoning', out);
          out.push({ type: 'reasoningSummaryPart', id, index: count(event.summary_index) });
          return;
        }
        case 'response.output_item.added':
          added(event, out);
          return;
        case 'response.output_item.done':
          done(event, out);
          return;
        case 'response.created':
          responseId = String(record(event.response).id ?? '');
          out.push({ type: 'created', responseId });
          return;
        case 'response.completed': {
          const response = record(event.response);
          if (typeof response.id === 'string') responseId = response.id;
          completed = true;
          out.push({ type: 'completed', responseId, usage: usageOf(response.usage) });
          return;
        }
        case 'response.failed':
          fail(record(event.response).error);
          return;
        case 'response.incomplete': {
          const { reason } = record(record(event.response).incomplete_details);
          failure = { type: 'incomplete', reason: typeof reason === 'string' ? reason : 'unknown' };
          return;
        }
        case 'error':
          fail(event.error ?? event);
          return;
        default:
          return;
      }
    },
    get failure() {
      return failure;
    },
    get completed() {
      return completed;
    },
  };
}
