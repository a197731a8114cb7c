import type { PersistedEvent, ResponseItem, RolloutLine } from '@tenon/protocol';
import fc from 'fast-check';

const timestamp = '2026-04-30T12:00:00.123Z';

export const event = (payload: PersistedEvent): RolloutLine => ({ timestamp, type: 'event_msg', payload });
export const item = (payload: ResponseItem): RolloutLine => ({ timestamp, type: 'response_item', payload });
export const compacted = (message: string, replacement_history?: ResponseItem[]): RolloutLine => ({
  timestamp,
  type: 'compacted',
  payload: { message, ...(replacement_history ? { replacement_history } : {}) },
});
export const meta = (id: string, more: Record<string, unknown> = {}): RolloutLine => ({
  timestamp,
  type: 'session_meta',
  payload: { id, timestamp, cwd: '/w', originator: 'x', cli_version: '1', source: 'cli', model_provider: 'p', ...more },
});

export const message = (role: string, text: string): ResponseItem => ({
  type: 'message',
  role,
  content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
});
export const user = (text: string) => item(message('user', text));
export const assistant = (text: string) => item(message('assistant', text));
export const call = (call_id: string) => item({ type: 'function_call', name: 'f', arguments: '{}', call_id });
export const output = (call_id: string, text = 'ok') => item({ type: 'function_call_output', call_id, output: text });
export const custom = (call_id: string) => item({ type: 'custom_tool_call', name: 'c', input: '', call_id });
export const customOutput = (call_id: string) => item({ type: 'custom_tool_call_output', call_id, output: 'ok' });
export const started = (turn_id: string) => event({ type: 'task_started', turn_id });
export const complete = (turn_id: string) => event({ type: 'task_complete', turn_id });
export const said = (text: string) => event({ type: 'user_message', message: text });
export const answered = (text: string) => event({ type: 'agent_message', message: text });
export const rolledBack = (num_turns: number) => event({ type: 'thread_rolled_back', num_turns });

const id = fc.constantFrom('a', 'b', 'c');
/** Any line that the model's history is made of, calls and outputs in any order. */
export const anyLine: fc.Arbitrary<RolloutLine> = fc.oneof(
  fc.string({ maxLength: 3 }).map(user),
  fc.string({ maxLength: 3 }).map(said),
  fc.string({ maxLength: 3 }).map(assistant),
  fc.string({ maxLength: 3 }).map(answered),
  fc.constant(item(message('developer', 'rules'))),
  fc.constant(user('<environment_context>x</environment_context>')),
  id.map(call),
  id.map((call_id) => output(call_id)),
  id.map(custom),
  id.map(customOutput),
  id.map(started),
  id.map(complete),
  fc.nat({ max: 3 }).map(rolledBack),
  fc.constant(compacted('sum')),
  fc.constant(compacted('sum', [message('user', 'kept'), message('user', 'sum')])),
);

/** A turn as it is logged: with or without a user message, and calls that may have lost their output. */
export const anyTurn: fc.Arbitrary<RolloutLine[]> = fc
  .tuple(
    fc.uuid(),
    fc.boolean(),
    fc.array(
      fc.oneof(
        id.map(call),
        id.map((call_id) => output(call_id)),
        fc.string({ maxLength: 3 }).map(assistant),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom<RolloutLine[][]>([], [], [compacted('sum', [message('user', 'kept')])]),
    fc.boolean(),
  )
  .map(([turn, byUser, body, compaction, ends]) => [
    started(turn),
    item(message('developer', `rules of ${turn}`)),
    ...compaction,
    ...(byUser ? [user(`q ${turn}`), said(`q ${turn}`)] : []),
    ...body,
    answered(`a ${turn}`),
    ...(ends ? [complete(turn)] : []),
  ]);
