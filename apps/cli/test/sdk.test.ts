// The peer's own SDK, an early one and the newest, unmodified, with our program in place of the peer's.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { Codex as CurrentCodex } from 'codex-sdk-current';
import { Codex as EarlyCodex } from 'codex-sdk-early';
import { describe, expect, test } from 'vitest';
import { processesWith, rolloutLines, type World, world } from './program.ts';

const bin = join(import.meta.dirname, '../bin/tenon.js');
const sdks = { 'early (0.101)': EarlyCodex, 'current (0.163)': CurrentCodex };
const schema = {
  type: 'object',
  properties: { answer: { type: 'number' } },
  required: ['answer'],
  additionalProperties: false,
} as const;

describe.each(Object.entries(sdks))('@openai/codex-sdk, %s', (_, Codex) => {
  const open = (w: World) => new Codex({ codexPathOverride: bin, env: w.env });
  const options = (w: World) => ({ workingDirectory: w.cwd, sandboxMode: 'danger-full-access' as const });

  test('a turn with a command, then a second one of the same thread', async () => {
    await using w = await world({
      replies: [
        reply.call('exec_command', { cmd: 'echo from the shell' }),
        reply.text('It said: from the shell.'),
        reply.text('Again.'),
      ],
    });
    const thread = open(w).startThread(options(w));
    const first = await thread.run('run something');
    expect(first.finalResponse).toBe('It said: from the shell.');
    expect(first.items).toContainEqual(
      expect.objectContaining({
        type: 'command_execution',
        aggregated_output: 'from the shell\n',
        exit_code: 0,
        status: 'completed',
      }),
    );
    expect(first.usage).toMatchObject({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) });
    const second = await thread.run('and again');
    expect(second.finalResponse).toBe('Again.');
    expect(w.rollouts()).toHaveLength(1);
    expect(rolloutLines(w.rollouts()[0] ?? '')[0]).toMatchObject({
      payload: { id: thread.id, originator: 'codex_sdk_ts' },
    });
  });

  test('a resume by id, from a client that knows nothing else of the thread', async () => {
    await using w = await world({ replies: [reply.text('The word is quince.'), reply.text('You were told: quince.')] });
    const started = open(w).startThread(options(w));
    await started.run('tell me a word');
    const resumed = open(w).resumeThread(started.id ?? '', options(w));
    expect((await resumed.run('which word?')).finalResponse).toBe('You were told: quince.');
    expect(resumed.id).toBe(started.id);
    expect(JSON.stringify(w.model.requests[1]?.body.input)).toContain('The word is quince.');
  });

  test('a structured output, for the turn that asked for it alone', async () => {
    await using w = await world({ replies: [reply.text('{"answer":42}'), reply.text('Plain.')] });
    const thread = open(w).startThread(options(w));
    const { finalResponse } = await thread.run('answer', { outputSchema: schema });
    expect(JSON.parse(finalResponse)).toEqual({ answer: 42 });
    expect((await thread.run('now in words')).finalResponse).toBe('Plain.');
    const formats = w.model.requests.map(({ body }) => (body as { text?: { format?: unknown } }).text?.format);
    expect(formats).toEqual([expect.objectContaining({ type: 'json_schema', schema }), undefined]);
  });

  test('events as they come, and an abort in the middle of a command', async () => {
    await using w = await world({ replies: [reply.call('exec_command', { cmd: 'sleep 313131' })] });
    const controller = new AbortController();
    const thread = open(w).startThread(options(w));
    const { events } = await thread.runStreamed('wait', { signal: controller.signal });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of events) {
        seen.push(event.type);
        if (event.type === 'item.started') controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.slice(0, 3)).toEqual(['thread.started', 'turn.started', 'item.started']);
    // The SDK kills the program; what it ran must go with it.
    await expect.poll(() => processesWith('sleep 313131'), { timeout: 5000 }).toEqual([]);
    await expect
      .poll(() => rolloutLines(w.rollouts()[0] ?? '').at(-1), { timeout: 5000 })
      .toMatchObject({ payload: { type: 'turn_aborted', reason: 'interrupted' } });
  });

  test('confined, a turn does what its sandbox lets it; what would be asked is refused, for exec has nobody to ask', async () => {
    await using w = await world({
      replies: [
        reply.call('exec_command', { cmd: 'echo in > inside.txt; echo out > .git/outside' }),
        reply.call('exec_command', { cmd: 'rm -r -f inside.txt' }),
        reply.text('Done.'),
      ],
    });
    const thread = open(w).startThread({
      workingDirectory: w.cwd,
      sandboxMode: 'workspace-write',
      approvalPolicy: 'on-request',
    });
    const { items } = await thread.run('write');
    expect(items).toContainEqual(expect.objectContaining({ type: 'command_execution', status: 'failed' }));
    expect(readFileSync(join(w.cwd, 'inside.txt'), 'utf8')).toBe('in\n');
    expect(existsSync(join(w.cwd, '.git/outside'))).toBe(false);
    expect(JSON.stringify(w.model.requests[2]?.body.input)).toMatch(/rm -r -f inside.txt.*Rejected/);
  });

  test('its key and its address for models reach the provider', async () => {
    await using w = await world({ replies: [reply.text('Authorised.')] });
    w.config('');
    const codex = new Codex({ codexPathOverride: bin, env: w.env, apiKey: 'sk-from-sdk', baseUrl: w.model.baseUrl });
    const thread = codex.startThread({ ...options(w), model: 'gpt-5.2-codex' });
    expect((await thread.run('hello')).finalResponse).toBe('Authorised.');
    expect(w.model.requests[0]?.headers.authorization).toBe('Bearer sk-from-sdk');
  });

  test('a failed turn is an error that says why', async () => {
    await using w = await world({ replies: [reply.fault.status(400, { body: 'no such model here' })] });
    await expect(open(w).startThread(options(w)).run('hello')).rejects.toThrow(/no such model here/);
  });
});
