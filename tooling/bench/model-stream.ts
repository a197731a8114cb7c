// The server-sent events of the Responses API, as far as these benches need them.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { now } from './clock.ts';

const DELTA = 'twenty letters long '; // 20 characters
/** What so many deltas say together. */
export const answerOf = (count: number): string => DELTA.repeat(count);

const BATCH = 64; // deltas for each write to the socket

const event = (data: { type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const head = (id: string): string =>
  event({ type: 'response.created', response: { id, object: 'response', status: 'in_progress', output: [] } });

const tail = (id: string, item: unknown): string =>
  event({
    type: 'response.completed',
    response: {
      id,
      object: 'response',
      status: 'completed',
      output: [item],
      usage: {
        input_tokens: 100,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 10,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 110,
      },
    },
  });

/** Until the client has read, or is gone. Leaves no listeners behind. */
async function roomIn(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const options = { signal: over.signal };
  await Promise.race([once(response, 'drain', options), once(response, 'close', options)]);
  over.abort();
}

/** Streams a message of `count` deltas. Returns when the first delta was handed to the socket. */
export async function streamText(response: ServerResponse, id: string, count: number): Promise<number> {
  const item = { type: 'message', id: `msg_${id}`, role: 'assistant' };
  const place = { item_id: item.id, output_index: 0, content_index: 0 };
  const part = { type: 'output_text', text: '', annotations: [] };
  response.write(
    head(id) +
      event({
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...item, status: 'in_progress', content: [] },
      }) +
      event({ type: 'response.content_part.added', ...place, part }),
  );
  const delta = event({ type: 'response.output_text.delta', ...place, delta: DELTA });
  const firstDeltaAt = now();
  for (let sent = 0; sent < count && !response.destroyed; sent += BATCH) {
    const room = response.write(delta.repeat(Math.min(BATCH, count - sent)));
    if (!room) await roomIn(response);
  }
  const text = answerOf(count);
  const whole = { ...item, status: 'completed', content: [{ ...part, text }] };
  response.end(
    event({ type: 'response.output_text.done', ...place, text }) +
      event({ type: 'response.content_part.done', ...place, part: { ...part, text } }) +
      event({ type: 'response.output_item.done', output_index: 0, item: whole }) +
      tail(id, whole),
  );
  return firstDeltaAt;
}

/** Streams one call of a function tool. */
export function streamCall(response: ServerResponse, id: string, name: string, input: unknown): void {
  const call = { type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, name };
  const place = { item_id: call.id, output_index: 0 };
  const text = JSON.stringify(input);
  const whole = { ...call, status: 'completed', arguments: text };
  const begun = { ...call, status: 'in_progress', arguments: '' };
  response.end(
    head(id) +
      event({ type: 'response.output_item.added', output_index: 0, item: begun }) +
      event({ type: 'response.function_call_arguments.delta', ...place, delta: text }) +
      event({ type: 'response.function_call_arguments.done', ...place, arguments: text }) +
      event({ type: 'response.output_item.done', output_index: 0, item: whole }) +
      tail(id, whole),
  );
}
