import { run } from './command.ts';
import { ask } from './model.ts';
import { notify } from './output.ts';
import { type Line, write } from './rollout.ts';

export interface Thread {
  readonly id: string;
  readonly path: string;
  readonly cwd: string;
  readonly history: object[];
  /** The lines written so far are in the file. */
  written: Promise<void>;
  /** The file is there. */
  begun: boolean;
}

const usage = { totalTokens: 110, inputTokens: 100, cachedInputTokens: 0, outputTokens: 10, reasoningOutputTokens: 0 };

/** One turn: asks the model until it calls no tool. */
export async function runTurn(thread: Thread, turnId: string, text: string, baseUrl: string): Promise<void> {
  const threadId = thread.id;
  const began = Date.now();
  const startedAt = Math.floor(began / 1000);
  const keep = (...lines: Line[]) => write(thread, lines);
  const turn = {
    id: turnId,
    items: [],
    status: 'inProgress',
    error: null,
    startedAt,
    completedAt: null,
    durationMs: null,
  };
  notify('thread/status/changed', { threadId, status: { type: 'active', activeFlags: [] } });
  notify('turn/started', { threadId, turn });

  const question = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
  if (!thread.begun) {
    const origin = { originator: 'bench', cli_version: '0.0.0', source: 'vscode', model_provider: 'mock' };
    keep(['session_meta', { id: threadId, timestamp: new Date().toISOString(), cwd: thread.cwd, ...origin }]);
  }
  const settings = { approval_policy: 'never', sandbox_policy: { type: 'danger-full-access' }, model: 'mock-model' };
  keep(
    ['event_msg', { type: 'task_started', turn_id: turnId, started_at: startedAt }],
    ['turn_context', { turn_id: turnId, cwd: thread.cwd, ...settings, summary: 'auto' }],
    ['response_item', question],
    ['event_msg', { type: 'user_message', message: text, images: [], local_images: [], text_elements: [] }],
  );
  thread.history.push(question);
  const item = { type: 'userMessage', id: crypto.randomUUID(), content: [{ type: 'text', text, text_elements: [] }] };
  notify('item/started', { item, threadId, turnId });
  notify('item/completed', { item, threadId, turnId });

  let answer = '';
  for (let more = true; more; ) {
    const calls: { id: string; cmd: string }[] = [];
    await ask(baseUrl, thread.history, (event) => {
      const about = event.item;
      if (event.type === 'response.output_text.delta') {
        notify('item/agentMessage/delta', { threadId, turnId, itemId: event.item_id, delta: event.delta });
      } else if (event.type === 'response.output_item.added' && about?.type === 'message') {
        notify('item/started', { item: { type: 'agentMessage', id: about.id, text: '' }, threadId, turnId });
      } else if (event.type === 'response.output_item.done' && about?.type === 'message') {
        answer = about.content?.[0]?.text ?? '';
        const kept = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] };
        thread.history.push(kept);
        keep(['event_msg', { type: 'agent_message', message: answer }], ['response_item', kept]);
        notify('item/completed', { item: { type: 'agentMessage', id: about.id, text: answer }, threadId, turnId });
      } else if (event.type === 'response.output_item.done' && about?.type === 'function_call') {
        const { name, call_id: id = '', arguments: input = '{}' } = about;
        const kept = { type: 'function_call', name, arguments: input, call_id: id };
        thread.history.push(kept);
        keep(['response_item', kept]);
        calls.push({ id, cmd: JSON.parse(input).cmd });
      }
    });
    notify('thread/tokenUsage/updated', { threadId, turnId, tokenUsage: { total: usage, last: usage } });
    keep(['event_msg', { type: 'token_count', info: { total_token_usage: usage }, rate_limits: null }]);
    for (const { id, cmd } of calls) {
      const command = { type: 'commandExecution', id, command: `/bin/bash -lc '${cmd}'`, cwd: thread.cwd };
      const open = { ...command, status: 'inProgress', aggregatedOutput: null, exitCode: null, durationMs: null };
      notify('item/started', { item: open, threadId, turnId });
      const done = await run(cmd, thread.cwd);
      const kept = { type: 'function_call_output', call_id: id, output: done.aggregatedOutput };
      thread.history.push(kept);
      keep(['response_item', kept]);
      notify('item/completed', { item: { ...command, status: 'completed', ...done }, threadId, turnId });
    }
    more = calls.length > 0;
  }

  keep(['event_msg', { type: 'task_complete', turn_id: turnId, last_agent_message: answer }]);
  await thread.written;
  const durationMs = Date.now() - began;
  notify('thread/status/changed', { threadId, status: { type: 'idle' } });
  const end = { status: 'completed', completedAt: Math.floor(Date.now() / 1000), durationMs };
  notify('turn/completed', { threadId, turn: { ...turn, ...end } });
}
