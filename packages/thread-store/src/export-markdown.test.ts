import type { RolloutLine } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { exportMarkdown, linesOf, summarize } from './index.ts';

const line = (type: string, payload: object) =>
  ({ timestamp: '2026-04-30T12:00:00.000Z', type, payload }) as RolloutLine;
const event = (type: string, more: object = {}) => line('event_msg', { type, ...more });
const meta = line('session_meta', { id: 'a', timestamp: '2026-04-30T12:00:00.000Z', cwd: '/w', model_provider: 'p' });

const markdown = async (lines: RolloutLine[]) => {
  const summary = summarize([meta, ...lines], { path: null, archived: false, updatedAt: 0 });
  if (!summary) throw new Error('no summary');
  return exportMarkdown(summary, linesOf([meta, ...lines]));
};

test('turns with commands and patches, without what was rolled back', async () => {
  const text = await markdown([
    event('user_message', { message: 'Fix it\nnow' }),
    line('response_item', {
      type: 'function_call',
      name: 'exec_command',
      call_id: '1',
      arguments: '{"cmd":"echo ```"}',
    }),
    line('response_item', { type: 'function_call_output', call_id: '1', output: '```\n' }),
    line('response_item', { type: 'custom_tool_call', name: 'apply_patch', call_id: '2', input: '*** Begin Patch' }),
    event('agent_message', { message: 'Done.' }),
    event('user_message', { message: 'wrong' }),
    event('agent_message', { message: 'gone' }),
    event('thread_rolled_back', { num_turns: 1 }),
    event('user_message', { message: 'right' }),
  ]);
  expect(text).toBe(`# Fix it

- Thread: a
- Folder: /w
- Model provider: p
- Created: 2026-04-30T12:00:00.000Z

## User

Fix it
now

### Command

\`\`\`\`sh
echo \`\`\`
\`\`\`\`

\`\`\`\`
\`\`\`
\`\`\`\`

### File change

\`\`\`diff
*** Begin Patch
\`\`\`

## Agent

Done.

## User

right
`);
});

test('arguments that are no JSON, and outputs in parts, are shown', async () => {
  const text = await markdown([
    event('user_message', { message: 'q' }),
    line('response_item', { type: 'function_call', name: 'odd', call_id: '1', arguments: '{oops' }),
    line('response_item', {
      type: 'function_call_output',
      call_id: '1',
      output: [{ type: 'input_text', text: 'part' }, {}],
    }),
    event('thread_rolled_back', { num_turns: 0 }),
  ]);
  expect(text).toContain('### Tool `odd`\n\n```json\n{oops\n```\n\n```\npart\n(image)\n```\n');
});
