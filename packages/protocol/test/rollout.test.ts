import { expect, test } from 'vitest';
import { RolloutLine } from '../src/rollout.ts';

const line = (type: string, payload: object) => ({ timestamp: '2026-04-30T12:00:00.000Z', type, payload });
const meta = { id: 'i', timestamp: 't', cwd: '/', originator: 'o', cli_version: '1', source: 'cli' };

test.each([
  line('session_meta', { ...meta, model_provider: null, git: { branch: 'main' }, novelty: 1 }),
  line('turn_context', {
    cwd: '/',
    approval_policy: 'never',
    sandbox_policy: { type: 'read-only' },
    model: 'm',
    summary: 'auto',
  }),
  line('response_item', { type: 'message', role: 'user', content: [] }),
  line('compacted', { message: 'm', replacement_history: [{ type: 'message' }] }),
  line('event_msg', { type: 'user_message', message: 'q' }),
  line('event_msg', { type: 'token_count', info: null, rate_limits: null }),
  line('event_msg', { type: 'thread_rolled_back', num_turns: 2 }),
])('a line of a rollout: $type', (one) => {
  expect(RolloutLine.parse(one)).toEqual(one);
});

test.each([
  line('novelty', {}),
  line('event_msg', { type: 'user_message' }),
  line('session_meta', { ...meta, id: 5 }),
  { type: 'response_item', payload: { type: 'message' } },
])('no line of a rollout we write: %j', (one) => {
  expect(RolloutLine.safeParse(one).success).toBe(false);
});
