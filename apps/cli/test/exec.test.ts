import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { jsonLines, processesWith, rolloutLines, world } from './program.ts';

const full = ['--sandbox', 'danger-full-access'];

test('the final message is on standard output, all else on standard error', async () => {
  await using w = await world({ replies: [reply.call('exec_command', { cmd: 'echo seen' }), reply.text('All done.')] });
  const { code, stdout, stderr } = await w.run(['exec', ...full, 'do it']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'All done.\n' });
  expect(stderr).toContain("/bin/bash -lc 'echo seen'");
  expect(stderr).toContain('  seen');
  expect(w.model.unused).toBe(0);
  const outputs = w.model.requests[1]?.body.input.filter((item) => item.type === 'function_call_output');
  expect(outputs).toHaveLength(1);
  expect(JSON.stringify(outputs)).toContain('Process exited with code 0');
});

test('--json prints the events of the peer, and --experimental-json is the same', async () => {
  const replies = () => [reply.all(reply.reasoning('think'), reply.text('Plan.'))];
  for (const flag of ['--json', '--experimental-json']) {
    await using w = await world({
      replies: [
        reply.call('update_plan', {
          plan: [
            { step: 'one', status: 'in_progress' },
            { step: 'two', status: 'pending' },
          ],
        }),
        reply.call('exec_command', { cmd: 'echo hi; exit 3' }),
        reply.custom('apply_patch', '*** Begin Patch\n*** Add File: a.txt\n+new\n*** End Patch\n'),
        reply.call('update_plan', {
          plan: [
            { step: 'one', status: 'completed' },
            { step: 'two', status: 'completed' },
          ],
        }),
        ...replies(),
      ],
    });
    const { code, stdout } = await w.run(['exec', flag, ...full, 'go']);
    expect(code).toBe(0);
    const events = jsonLines(stdout);
    const thread = events[0]?.thread_id;
    expect(events).toEqual([
      { type: 'thread.started', thread_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { type: 'turn.started' },
      {
        type: 'item.started',
        item: {
          id: 'item_0',
          type: 'todo_list',
          items: [
            { text: 'one', completed: false },
            { text: 'two', completed: false },
          ],
        },
      },
      {
        type: 'item.started',
        item: {
          id: 'item_1',
          type: 'command_execution',
          command: "/bin/bash -lc 'echo hi; exit 3'",
          aggregated_output: '',
          exit_code: null,
          status: 'in_progress',
        },
      },
      {
        type: 'item.completed',
        item: {
          id: 'item_1',
          type: 'command_execution',
          command: "/bin/bash -lc 'echo hi; exit 3'",
          aggregated_output: 'hi\n',
          exit_code: 3,
          status: 'failed',
        },
      },
      {
        type: 'item.started',
        item: {
          id: 'item_2',
          type: 'file_change',
          changes: [{ path: join(w.cwd, 'a.txt'), kind: 'add' }],
          status: 'in_progress',
        },
      },
      {
        type: 'item.completed',
        item: {
          id: 'item_2',
          type: 'file_change',
          changes: [{ path: join(w.cwd, 'a.txt'), kind: 'add' }],
          status: 'completed',
        },
      },
      {
        type: 'item.updated',
        item: {
          id: 'item_0',
          type: 'todo_list',
          items: [
            { text: 'one', completed: true },
            { text: 'two', completed: true },
          ],
        },
      },
      { type: 'item.completed', item: { id: 'item_3', type: 'reasoning', text: 'think' } },
      { type: 'item.completed', item: { id: 'item_4', type: 'agent_message', text: 'Plan.' } },
      {
        type: 'item.completed',
        item: {
          id: 'item_0',
          type: 'todo_list',
          items: [
            { text: 'one', completed: true },
            { text: 'two', completed: true },
          ],
        },
      },
      {
        type: 'turn.completed',
        usage: { input_tokens: 500, cached_input_tokens: 0, output_tokens: 50, reasoning_output_tokens: 0 },
      },
    ]);
    expect(w.rollouts()[0]).toContain(String(thread));
    expect(readFileSync(join(w.cwd, 'a.txt'), 'utf8')).toBe('new\n');
  }
});

test('a failing model: error and turn.failed, exit code 1, and the cause in words', async () => {
  await using w = await world({ fallback: reply.fault.status(400, { body: { error: { message: 'bad' } } }) });
  const json = await w.run(['exec', '--json', 'x']);
  expect(json.code).toBe(1);
  expect(jsonLines(json.stdout).slice(1)).toEqual([
    { type: 'turn.started' },
    { type: 'error', message: '{"error":{"message":"bad"}}' },
    { type: 'turn.failed', error: { message: '{"error":{"message":"bad"}}' } },
  ]);
  const plain = await w.run(['exec', 'x']);
  expect({ code: plain.code, stdout: plain.stdout }).toEqual({ code: 1, stdout: '' });
  expect(plain.stderr).toContain('bad');
});

test('a model server that is not there, and a key that is refused, are named', async () => {
  await using w = await world({ fallback: reply.fault.status(401, { body: { error: { message: 'no' } } }) });
  const refused = await w.run(['exec', 'x']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('401 Unauthorized');
  w.config(
    `model_provider = "gone"\n[model_providers.gone]\nname = "gone"\nbase_url = "http://127.0.0.1:9/v1"\nrequest_max_retries = 0\n`,
  );
  const missing = await w.run(['exec', 'x']);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('http://127.0.0.1:9/v1');
});

test('-o, --output-schema, --model, -c, -C and --image reach where they belong', async () => {
  await using w = await world({ fallback: reply.text('{"ok":true}') });
  const schema = {
    type: 'object',
    properties: { ok: { type: 'boolean' } },
    required: ['ok'],
    additionalProperties: false,
  };
  writeFileSync(join(w.cwd, 'schema.json'), JSON.stringify(schema));
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  writeFileSync(join(w.cwd, 'dot.png'), png);
  mkdirSync(join(w.cwd, 'sub'));
  const args = [
    '-o',
    'out.txt',
    '--output-schema',
    'schema.json',
    '--model',
    'gpt-5.4',
    '-c',
    'model_reasoning_effort="high"',
    '-C',
    'sub',
    '--image',
    'dot.png',
  ];
  const { code, stdout } = await w.run(['exec', ...args, 'x']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"ok":true}\n' });
  expect(readFileSync(join(w.cwd, 'out.txt'), 'utf8')).toBe('{"ok":true}');
  const body = w.model.requests[0]?.body;
  expect(body?.text).toMatchObject({
    format: { type: 'json_schema', strict: true, name: 'codex_output_schema', schema },
  });
  expect(body?.model).toBe('gpt-5.4');
  expect(body?.reasoning).toMatchObject({ effort: 'high' });
  const text = JSON.stringify(body?.input);
  expect(text).toContain(`<cwd>${join(w.cwd, 'sub')}</cwd>`);
  expect(text).toContain(`data:image/png;base64,${png.toString('base64')}`);
});

test('the prompt comes from standard input, or is followed by it', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  expect((await w.run(['exec'], { stdin: 'from the pipe' })).code).toBe(0);
  const both = await w.run(['exec', 'look at this'], { stdin: 'more' });
  expect(both.stderr).toContain('Reading additional input from stdin...');
  const said = w.model.requests.map((request) => request.body.input.at(-1)?.content);
  const message = (text: string) => [{ type: 'input_text', text }];
  expect(said).toEqual([message('from the pipe'), message('look at this\n\n<stdin>\nmore\n</stdin>')]);
  const none = await w.run(['exec'], { stdin: '' });
  expect(none.code).toBe(2);
});

test('resume by id and resume --last go on with the thread; the model sees all of it', async () => {
  await using w = await world({ fallback: reply.text('answer') });
  const first = await w.run(['exec', '--json', 'one']);
  const id = String(jsonLines(first.stdout)[0]?.thread_id);
  expect((await w.run(['exec', 'resume', id, 'two'])).code).toBe(0);
  expect((await w.run(['exec', 'resume', '--last', 'three'])).code).toBe(0);
  expect(w.rollouts()).toHaveLength(1);
  const inputs = w.model.requests.map((request) => JSON.stringify(request.body.input));
  for (let n = 1; n < inputs.length; n += 1) expect(inputs[n]).toContain(inputs[n - 1]?.slice(0, -1));
  const unknown = await w.run(['exec', 'resume', '00000000-0000-7000-8000-000000000000', 'x']);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('00000000-0000-7000-8000-000000000000');
});

test('--ephemeral stores nothing', async () => {
  await using w = await world({ fallback: reply.text('gone') });
  expect((await w.run(['exec', '--ephemeral', 'x'])).code).toBe(0);
  expect(w.rollouts()).toEqual([]);
});

test('wrong usage is exit code 2; outside a repository is exit code 1 unless allowed', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  for (const args of [
    ['--nope', 'x'],
    ['--sandbox', 'soft', 'x'],
    ['resume'],
    ['a', 'b'],
    ['--output-schema', 'absent.json', 'x'],
  ]) {
    const { code, stderr } = await w.run(['exec', ...args]);
    expect({ args, code }).toEqual({ args, code: 2 });
    expect(stderr).not.toBe('');
  }
  const outside = await w.run(['exec', 'x'], { cwd: w.home });
  expect(outside.code).toBe(1);
  expect(outside.stderr).toContain('--skip-git-repo-check');
  expect((await w.run(['exec', '--skip-git-repo-check', 'x'], { cwd: w.home })).code).toBe(0);
});

test('a wrong type in config.toml names file, line and key', async () => {
  await using w = await world();
  w.config('# comment\nmodel = "m"\n\n[sandbox_workspace_write]\nnetwork_access = "yes"\n');
  const { code, stderr } = await w.run(['exec', 'x']);
  expect(code).toBe(1);
  expect(stderr).toContain(`${join(w.home, 'config.toml')}:5:`);
  expect(stderr).toContain('sandbox_workspace_write.network_access');
});

test('without a key and a provider the model is scripted, and says so', async () => {
  await using w = await world();
  w.config('');
  const { code, stderr } = await w.run(['exec', ...full, 'mend the failing test']);
  expect(stderr).toContain('scripted');
  expect(code).not.toBe(2);
});

test('Ctrl-C interrupts the turn and leaves no process behind', async () => {
  const marker = `31${process.pid}`;
  await using w = await world({
    fallback: reply.call('exec_command', { cmd: `sleep ${marker}`, yield_time_ms: 30_000 }),
  });
  const child = w.spawn(['exec', '--json', ...full, 'wait']);
  child.stdin?.end();
  let stdout = '';
  const running = new Promise<void>((done) => {
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      if (stdout.includes('command_execution')) done();
    });
  });
  await running;
  expect(processesWith(`sleep ${marker}`)).not.toEqual([]);
  const closed = new Promise<number | null>((done) => child.on('close', done));
  child.kill('SIGINT');
  expect(await closed).toBe(130);
  expect(jsonLines(stdout).at(-1)).toEqual({ type: 'turn.failed', error: { message: 'turn interrupted' } });
  expect(processesWith(marker)).toEqual([]);
  const last = rolloutLines(w.rollouts()[0] ?? '').at(-1)?.payload;
  expect(last).toMatchObject({ type: 'turn_aborted', reason: 'interrupted' });
});

test('another home: CODEX_HOME is honoured when TENON_HOME is not set', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const { code } = await w.run(['exec', 'x'], { env: { TENON_HOME: '', CODEX_HOME: w.home } });
  expect(code).toBe(0);
  expect(w.rollouts()).toHaveLength(1);
  expect(existsSync(join(w.env.HOME ?? '', '.tenon'))).toBe(false);
});

test('--ignore-user-config: what the user configured is not read, and no trust is noted there', async () => {
  await using w = await world({ replies: [reply.text('done'), reply.text('done')] });
  const file = join(w.home, 'config.toml');
  const configured = readFileSync(file, 'utf8');
  const provider = ['name="mock"', `base_url="${w.model.baseUrl}"`].flatMap((one) => [
    '-c',
    `model_providers.mock.${one}`,
  ]);
  const flags = ['-c', 'model_provider=mock', '-c', 'model=gpt-5.2-codex', ...provider];
  writeFileSync(file, 'model = "not this one"\n');
  const run = (...more: string[]) => w.run(['exec', '--full-auto', ...flags, ...more, 'x']);
  expect((await run('--ignore-user-config')).code).toBe(0);
  expect(JSON.stringify(w.model.requests.at(-1)?.body)).toContain('"model":"gpt-5.2-codex"');
  expect(readFileSync(file, 'utf8')).toBe('model = "not this one"\n');
  writeFileSync(file, configured);
  expect((await w.run(['exec', '--full-auto', 'x'])).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('trust_level = "trusted"');
});
