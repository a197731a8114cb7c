import type { ReplyItem, ReplyUsage, StreamReply } from './reply.ts';

/** A piece of the response body. `delta` marks those that count for `afterDeltas` and `paceMs`. */
export interface Piece {
  readonly sse: string;
  readonly delta: boolean;
}

type Event = { readonly type: string } & Readonly<Record<string, unknown>>;

const sse = (event: Event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const whole = (event: Event): Piece => ({ sse: sse(event), delta: false });

/** Makes the piece of a delta; equal deltas one after the other are encoded once. */
function deltas(type: string, where: object): (delta: string) => Piece {
  let last: { text: string; piece: Piece } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, piece: { sse: sse({ type, ...where, delta: text }), delta: true } };
    return last.piece;
  };
}

const ITEM_ID = { message: 'msg', reasoning: 'rs', function_call: 'fc', custom_tool_call: 'ctc', raw: 'item' };

/** The item as `output_item.added` (empty) and `output_item.done` (whole) show it. */
function wireItem(item: ReplyItem, seq: number, index: number, done: boolean): Record<string, unknown> {
  const id = ('id' in item ? item.id : undefined) ?? `${ITEM_ID[item.type]}_${seq}_${index}`;
  const status = done ? 'completed' : 'in_progress';
  switch (item.type) {
    case 'message':
      return {
        type: 'message',
        id,
        role: 'assistant',
        status,
        content: done ? [{ type: 'output_text', text: item.deltas.join(''), annotations: [] }] : [],
        ...(item.phase && { phase: item.phase }),
      };
    case 'reasoning':
      return {
        type: 'reasoning',
        id,
        summary: done ? item.summary.map((part) => ({ type: 'summary_text', text: part.join('') })) : [],
        ...(done && item.content.length > 0 && { content: [{ type: 'reasoning_text', text: item.content.join('') }] }),
        ...(item.encryptedContent !== undefined && { encrypted_content: item.encryptedContent }),
      };
    case 'function_call':
      return {
        type: 'function_call',
        id,
        call_id: item.callId ?? `call_${seq}_${index}`,
        name: item.name,
        arguments: done ? item.arguments : '',
        status,
        ...(item.namespace && { namespace: item.namespace }),
      };
    case 'custom_tool_call':
      return {
        type: 'custom_tool_call',
        id,
        call_id: item.callId ?? `call_${seq}_${index}`,
        name: item.name,
        input: done ? item.input : '',
        status,
      };
    case 'raw':
      return { ...item.item };
  }
}

function* between(item: ReplyItem, id: unknown, index: number): Generator<Piece> {
  const where = { item_id: id, output_index: index };
  switch (item.type) {
    case 'message': {
      const inPart = { ...where, content_index: 0 };
      const part = { type: 'output_text', text: '', annotations: [] };
      yield whole({ type: 'response.content_part.added', ...inPart, part });
      const delta = deltas('response.output_text.delta', inPart);
      for (const text of item.deltas) yield delta(text);
      const text = item.deltas.join('');
      yield whole({ type: 'response.output_text.done', ...inPart, text });
      yield whole({ type: 'response.content_part.done', ...inPart, part: { ...part, text } });
      return;
    }
    case 'reasoning': {
      for (const [n, pieces] of item.summary.entries()) {
        const inPart = { ...where, summary_index: n };
        const part = { type: 'summary_text', text: '' };
        yield whole({ type: 'response.reasoning_summary_part.added', ...inPart, part });
        const delta = deltas('response.reasoning_summary_text.delta', inPart);
        for (const text of pieces) yield delta(text);
        const text = pieces.join('');
        yield whole({ type: 'response.reasoning_summary_text.done', ...inPart, text });
        yield whole({ type: 'response.reasoning_summary_part.done', ...inPart, part: { ...part, text } });
      }
      const delta = deltas('response.reasoning_text.delta', { ...where, content_index: 0 });
      for (const text of item.content) yield delta(text);
      return;
    }
    case 'function_call':
      yield deltas('response.function_call_arguments.delta', where)(item.arguments);
      yield whole({ type: 'response.function_call_arguments.done', ...where, arguments: item.arguments });
      return;
    case 'custom_tool_call':
      yield deltas('response.custom_tool_call_input.delta', where)(item.input);
      yield whole({ type: 'response.custom_tool_call_input.done', ...where, input: item.input });
      return;
    case 'raw':
      return;
  }
}

function usageOf(usage: ReplyUsage | null) {
  if (usage === null) return null;
  const { input_tokens = 0, cached_tokens = 0, output_tokens = 0, reasoning_tokens = 0 } = usage;
  return {
    input_tokens,
    input_tokens_details: { cached_tokens },
    output_tokens,
    output_tokens_details: { reasoning_tokens },
    total_tokens: usage.total_tokens ?? input_tokens + output_tokens,
  };
}

function ending(reply: StreamReply, response: object, seq: number): Piece | undefined {
  switch (reply.end.type) {
    case 'none':
      return undefined;
    case 'failed': {
      const error = { code: reply.end.code, message: reply.end.message };
      return whole({ type: 'response.failed', response: { ...response, status: 'failed', error } });
    }
    case 'incomplete': {
      const incomplete_details = { reason: reply.end.reason };
      return whole({
        type: 'response.incomplete',
        response: { ...response, status: 'incomplete', incomplete_details },
      });
    }
    case 'completed': {
      const output = reply.output.map((item, index) => wireItem(item, seq, index, true));
      const usage = usageOf(reply.usage);
      return whole({ type: 'response.completed', response: { ...response, status: 'completed', output, usage } });
    }
  }
}

/** The body of a streamed reply to request number `seq`, piece by piece. */
export function* piecesOf(reply: StreamReply, seq: number, model: string): Generator<Piece> {
  const id = reply.responseId ?? `resp_${seq}`;
  const response = { id, object: 'response', created_at: 1_700_000_000, model, status: 'in_progress', output: [] };
  yield whole({ type: 'response.created', response });
  if (reply.inject) yield { sse: reply.inject, delta: false };
  for (const [index, item] of reply.output.entries()) {
    const added = wireItem(item, seq, index, false);
    yield whole({ type: 'response.output_item.added', output_index: index, item: added });
    yield* between(item, added.id, index);
    const done = wireItem(item, seq, index, true);
    yield whole({ type: 'response.output_item.done', output_index: index, item: done });
  }
  const end = ending(reply, response, seq);
  if (end) yield end;
}
