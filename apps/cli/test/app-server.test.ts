import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { processesWith, rolloutLines, world } from './program.ts';

const text = (value: string) => [{ type: 'text', text: value }];

test('fifty turns: the input of each model request extends the one before to the byte', async () => {
  await using w = await world({
    fallback: (request) => {
      const last = request.body.input.at(-1);
      const asked = JSON.stringify(last?.content ?? '');
      if (asked.includes('with a tool')) return reply.call('exec_command', { cmd: `echo ${request.seq}` });
      return reply.text(`answer ${request.seq} — ünïcode \u2028 "quoted"`, { deltas: 3 });
    },
  });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const id = await client.thread();
  for (let n = 0; n < 50; n += 1) {
    const turn = await client.turn(id, n % 5 === 0 ? `turn ${n} with a tool` : `turn ${n}`);
    expect(turn.status).toBe('completed');
  }
  expect(w.model.requests).toHaveLength(60);
  const inputs = w.model.requests.map(({ raw: rawBody }) => {
    const start = rawBody.indexOf('"input":[');
    const input = JSON.stringify(JSON.parse(rawBody).input);
    expect(rawBody.slice(start + 8, start + 8 + input.length)).toBe(input);
    return input;
  });
  for (let n = 1; n < inputs.length; n += 1) {
    const before = inputs[n - 1]?.slice(0, -1) ?? '';
    expect(inputs[n]?.slice(0, before.length)).toBe(before);
  }
  expect(await client.close()).toBe(0);
});

test('a thread survives kill -9 in mid-turn, torn last line and all, and goes on', async () => {
  await using w = await world({
    replies: [
      reply.text('first answer'),
      reply.call('exec_command', { cmd: 'echo before the kill' }),
      reply.call('exec_command', { cmd: 'sleep 600', yield_time_ms: 30_000 }),
    ],
  });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const id = await client.thread();
  await client.turn(id, 'one');
  const sleeping = client.next('item/started', ({ params }) => params.item.command?.includes('sleep 600'));
  await client.request('turn/start', { threadId: id, input: text('two') });
  await sleeping;
  client.child.kill('SIGKILL');
  await client.exited;
  const told = client.notifications
    .filter(({ method }) => method === 'item/completed')
    .map(({ params }) => params.item.type);
  const path = w.rollouts()[0] ?? '';
  const stored = readFileSync(path, 'utf8');
  for (const one of ['first answer', 'before the kill', 'sleep 600', '"two"']) expect(stored).toContain(one);
  expect(told).toContain('userMessage');
  for (const pid of processesWith('sleep 600')) process.kill(Number(pid), 'SIGKILL');

  appendFileSync(path, '{"timestamp":"2026-01-01T00:00:00.000Z","type":"response_item","payl');
  w.model.enqueue(reply.text('second answer'));
  const again = new Client(w.spawn(['app-server']));
  await again.initialize();
  const warned = again.next('warning');
  const resumed = await again.request('thread/resume', { threadId: id });
  expect((await warned).params.message).toContain('cut');
  expect(resumed.thread.turns.map((turn: { status: string }) => turn.status)).toEqual(['completed', 'interrupted']);
  expect(resumed.sandbox).toEqual({ type: 'dangerFullAccess' });
  expect((await again.turn(id, 'three')).status).toBe('completed');
  const input = w.model.requests.at(-1)?.body.input ?? [];
  const calls = input.filter((item) => item.type === 'function_call').length;
  const outputs = input.filter((item) => item.type === 'function_call_output').length;
  expect({ calls, outputs }).toEqual({ calls: 2, outputs: 2 });
  for (const line of rolloutLines(path)) expect(line).toHaveProperty('payload');
  await again.close();
});

test('a second process cannot write a thread that one has open, and is told who has it', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const first = new Client(w.spawn(['app-server']));
  await first.initialize();
  const id = await first.thread();
  await first.turn(id, 'mine');
  const second = new Client(w.spawn(['app-server']));
  await second.initialize();
  const { error } = await second.call('thread/resume', { threadId: id });
  expect(error?.message).toContain(String(first.child.pid));
  expect((await second.request('thread/read', { threadId: id, includeTurns: true })).thread.turns).toHaveLength(1);
  await first.close();
  expect((await second.request('thread/resume', { threadId: id })).thread.id).toBe(id);
  await second.close();
});

test('interrupt ends a running command; nothing of it is left', async () => {
  const marker = `32${process.pid}`;
  await using w = await world({
    replies: [
      reply.call('exec_command', { cmd: `(setsid sleep ${marker} &) ; sleep ${marker}`, yield_time_ms: 30_000 }),
      reply.text('next'),
    ],
  });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const id = await client.thread();
  const begun = client.next('item/started', ({ params }) => params.item.type === 'commandExecution');
  const ended = client.next('turn/completed');
  const { turn } = await client.request('turn/start', { threadId: id, input: text('wait') });
  await begun;
  await client.request('turn/interrupt', { threadId: id, turnId: turn.id });
  expect((await ended).params.turn.status).toBe('interrupted');
  expect(processesWith(`sleep ${marker}`)).toEqual([]);
  expect((await client.call('turn/interrupt', { threadId: id, turnId: turn.id })).error?.message).toBe(
    'no active turn to interrupt',
  );
  expect((await client.turn(id, 'go on')).status).toBe('completed');
  await client.close();
});

test('bad input is answered with its cause, and the process lives', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const client = new Client(w.spawn(['app-server']));
  expect((await client.call('thread/start', {})).error).toEqual({ code: -32600, message: 'Not initialized' });
  client.write('this is not JSON\n[1,2]\n{"id":null,"method":"x"}\n\n');
  await client.initialize();
  expect((await client.call('initialize', { clientInfo: { name: 'x', version: '1' } })).error?.message).toBe(
    'Already initialized',
  );
  expect((await client.call('no/such', {})).error?.message).toContain('unknown variant `no/such`');
  expect((await client.call('turn/start', { threadId: 'x' })).error?.message).toBe(
    'Invalid request: missing field `input`',
  );
  expect((await client.call('thread/start', { sandbox: 'soft' })).error?.message).toContain('unknown variant "soft"');
  expect((await client.call('turn/start', { threadId: 'nobody', input: text('x') })).error?.message).toBe(
    'thread not found: nobody',
  );
  expect((await client.call('thread/read', { threadId: '00000000-0000-7000-8000-000000000000' })).error?.code).toBe(
    -32600,
  );
  expect((await client.call('thread/list', { cursor: 'zzz' })).error?.message).toBe('invalid cursor: zzz');
  w.model.enqueue(reply.fault.silence());
  const id = await client.thread();
  const { turn } = await client.request('turn/start', { threadId: id, input: text('first') });
  const steered = await client.request('turn/start', { threadId: id, input: text('second') });
  expect(steered.turn.id).toBe(turn.id);
  expect(client.stderr).toContain('not JSON');
  expect(await client.close()).toBe(0);
});

test('a broken configuration is an answer, not the end; mended, the next request works', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const good = readFileSync(join(w.home, 'config.toml'), 'utf8');
  w.config('model = 5\n');
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  expect((await client.call('thread/start', {})).error?.message).toContain('config.toml:1:');
  w.config(good);
  expect((await client.turn(await client.thread(), 'x')).status).toBe('completed');
  await client.close();
});

test('a full disk fails the turn with its cause; with space again the thread goes on', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const id = await client.thread();
  // The store's folder cannot be made: a file stands in its place.
  writeFileSync(join(w.home, 'sessions'), '');
  const failed = await client.turn(id, 'lost?');
  expect(failed.status).toBe('failed');
  expect(failed.error.message).toContain(join(w.home, 'sessions'));
  rmSync(join(w.home, 'sessions'));
  expect((await client.turn(id, 'here again')).status).toBe('completed');
  expect(w.rollouts()).toHaveLength(1);
  await client.close();
});

test('a corrupt index is rebuilt, and said', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  await client.turn(await client.thread(), 'kept');
  expect((await client.request('thread/list', { modelProviders: [] })).data).toHaveLength(1);
  await client.close();
  writeFileSync(
    join(w.home, 'tenon-index.sqlite'),
    'this is no database, and it is longer than a header of one would be'.repeat(50),
  );
  const again = new Client(w.spawn(['app-server']));
  await again.initialize();
  const { data } = await again.request('thread/list', { modelProviders: [] });
  expect(data.map((thread: { preview: string }) => thread.preview)).toEqual(['kept']);
  await again.close();
  expect(again.stderr).toContain('index');
});

test('plugins: a broken one, a hanging one and one that is not there are in the report; all others work', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  mkdirSync(join(w.home, 'plugins'));
  const put = (name: string, code: string) => writeFileSync(join(w.home, 'plugins', name), code);
  put('throws.mjs', `export default { id: 'acme.throws', api: 'v1', register() { throw new Error('no luck'); } };`);
  put('hangs.mjs', `export default { id: 'acme.hangs', api: 'v1', register: () => new Promise(() => {}) };`);
  put('syntax.mjs', `export default {`);
  put('old.mjs', `export default { id: 'acme.old', api: 'v0', register: () => [] };`);
  put('good.mjs', `export default { id: 'acme.good', api: 'v1', register: () => [] };`);
  const names = ['throws', 'hangs', 'syntax', 'old', 'good'].map((name) => `"./plugins/${name}.mjs"`);
  w.config(`${readFileSync(join(w.home, 'config.toml'), 'utf8')}\n[tenon]\nplugins = [${names}, "acme-absent"]\n`);
  const { code, stdout } = await w.run(['plugins', '--json']);
  expect(code).toBe(0);
  const report = new Map<string, { status: string; cause?: { code: string; message: string } }>(
    JSON.parse(stdout).map((one: { id: string }) => [one.id, one]),
  );
  expect(report.get('acme.throws')).toMatchObject({
    status: 'failed',
    cause: { message: expect.stringContaining('no luck') },
  });
  expect(report.get('acme.hangs')).toMatchObject({ status: 'failed' });
  expect(report.get('acme.old')).toMatchObject({ status: 'incompatible' });
  expect(report.get('acme.good')).toMatchObject({ status: 'active' });
  expect(report.get(join(w.home, 'plugins/syntax.mjs'))).toMatchObject({
    status: 'failed',
    cause: { code: 'plugin_load_failed' },
  });
  expect(report.get('acme-absent')).toMatchObject({ status: 'failed', cause: { code: 'plugin_not_found' } });
  expect((await w.run(['exec', 'x'])).code).toBe(0);
});

test('a plugin that is required and failed: no thread is opened, and the cause is told', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  writeFileSync(
    join(w.home, 'guard.mjs'),
    `export default { id: 'acme.guard', api: 'v1', register() { throw new Error('no rules'); } };`,
  );
  const base = readFileSync(join(w.home, 'config.toml'), 'utf8');
  w.config(`${base}\n[tenon]\nplugins = ["./guard.mjs"]\nrequired = ["acme.guard"]\n`);
  const { code, stderr } = await w.run(['exec', 'x']);
  expect(code).toBe(1);
  expect(stderr).toContain('requires plugin acme.guard, which is failed');
  expect(stderr).toContain('no rules');
  expect(w.model.requests).toEqual([]);
});

test('a home that cannot be read is named', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  rmSync(join(w.home, 'config.toml'));
  mkdirSync(join(w.home, 'config.toml'));
  const { code, stderr } = await w.run(['exec', 'x']);
  expect(code).toBe(1);
  expect(stderr).toContain(join(w.home, 'config.toml'));
  chmodSync(w.home, 0o755);
});

test('a terminal: a command sees a tty, is written to, and answers', async () => {
  await using w = await world({
    replies: [reply.call('exec_command', { cmd: 'tty; read line; echo "got $line"', tty: true, yield_time_ms: 1000 })],
    fallback: (request) => {
      const output = String(request.body.input.at(-1)?.output);
      const session = /session ID (\d+)/.exec(output)?.[1];
      return session
        ? reply.call('write_stdin', { session_id: Number(session), chars: 'hello\n', yield_time_ms: 5000 })
        : reply.text(output);
    },
  });
  const client = new Client(w.spawn(['app-server']));
  await client.initialize();
  const id = await client.thread();
  expect((await client.turn(id, 'go')).status).toBe('completed');
  const outputs = JSON.stringify(w.model.requests.at(-1)?.body.input);
  expect(outputs).toContain('/dev/pts/');
  expect(outputs).toContain('got hello');
  await client.close();
});
