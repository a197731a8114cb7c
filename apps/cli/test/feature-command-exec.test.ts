// command/exec through the real program, over standard input and output and over a websocket.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, connect } from '@tenon/client';
import { webSocket } from '@tenon/client/websocket';
import type { CommandExecOutputDeltaNotification, CommandExecParams } from '@tenon/protocol/command-exec';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listening, refusal, spawned } from './connections.ts';
import { jsonLines, processesWith, type World, world } from './program.ts';

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });
const slow = { timeout: 30_000 };

const base64 = (text: string | Uint8Array) => Buffer.from(text as Uint8Array).toString('base64');
const sh = (script: string) => ['/bin/sh', '-c', script];
const sandboxPolicy = { type: 'dangerFullAccess' } as const;
/** No limit of time: a slow machine must not end a command. */
const shared = { sandboxPolicy, disableTimeout: true };

let w: World;
let url: string;
beforeAll(async () => {
  w = await world();
  mkdirSync(join(w.cwd, 'sub'));
  ({ url } = await listening(w, 'ws://127.0.0.1:0'));
});
afterAll(() => w[Symbol.asyncDispose]());

/** What came of each command, as bytes. */
class Outputs {
  readonly deltas: CommandExecOutputDeltaNotification[] = [];
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    client.subscribe({
      event: ({ method, params }) => {
        if (method === 'command/exec/outputDelta') this.deltas.push(params);
      },
      end: () => {},
    });
  }

  bytes(id: string, stream = 'stdout'): Buffer {
    const own = this.deltas.filter((delta) => delta.processId === id && delta.stream === stream);
    return Buffer.concat(own.map(({ deltaBase64 }) => Buffer.from(deltaBase64, 'base64')));
  }

  text(id: string, stream?: string): string {
    return this.bytes(id, stream).toString();
  }

  /** Waits until the command has written something that matches. */
  async until(id: string, pattern: RegExp): Promise<RegExpExecArray> {
    await using told = this.#client.notifications('command/exec/outputDelta');
    for (;;) {
      const found = pattern.exec(this.text(id));
      if (found) return found;
      const { done } = await told.next();
      if (done) throw new Error(`the connection ended; so far: ${this.text(id)}`);
    }
  }
}

describe.each(['stdio', 'websocket'])('over %s', (kind) => {
  let client: Client;
  let output: Outputs;
  beforeAll(async () => {
    client = await connect({ transport: kind === 'stdio' ? spawned(w) : webSocket({ url }) });
    output = new Outputs(client);
  });
  afterAll(() => client.close());

  const exec = (command: string[], more: Omit<CommandExecParams, 'command'> = {}) =>
    client.request('command/exec', { command, ...shared, ...more });
  const write = (processId: string, text: string, closeStdin = false) =>
    client.request('command/exec/write', { processId, deltaBase64: base64(text), closeStdin });

  test('output comes while the command runs, each stream by itself, byte for byte, and before the answer', async () => {
    const script = 'printf one; read x; printf "two\\377\\000"; echo wrong >&2; exit 4';
    const running = exec(sh(script), { processId: 'out', streamStdin: true, streamStdoutStderr: true });
    await output.until('out', /^one$/);
    await write('out', 'go\n');
    expect(await running).toEqual({ exitCode: 4, stdout: '', stderr: '' });
    expect(output.bytes('out').equals(Buffer.from('onetwo\xff\x00', 'latin1'))).toBe(true);
    expect(output.text('out', 'stderr')).toBe('wrong\n');
    expect(output.deltas.filter(({ processId }) => processId === 'out').some(({ capReached }) => capReached)).toBe(
      false,
    );
  });

  test('input is written in order, closed, and then refused', async () => {
    const running = exec(sh('cat; read x; echo end'), { processId: 'in', streamStdin: true });
    const many = Array.from({ length: 40 }, (_, n) => `${n} `.repeat(500));
    await Promise.all(many.map((text) => write('in', text)));
    await client.request('command/exec/write', { processId: 'in', closeStdin: true });
    expect(await running).toEqual({ exitCode: 0, stdout: `${many.join('')}end\n`, stderr: '' });

    const ending = exec(sh('cat; echo; echo $$; exec sleep 600'), {
      processId: 'closed',
      streamStdin: true,
      streamStdoutStderr: true,
    });
    await write('closed', 'last', true);
    await output.until('closed', /last\n\d+\n/);
    expect(await refusal(write('closed', 'more'))).toMatchObject({ data: { code: 'stdin_closed' } });
    await client.request('command/exec/terminate', { processId: 'closed' });
    expect(await ending).toMatchObject({ exitCode: -1 });
  });

  test('a terminal: its size, its change of size, what is typed, and its end of input', async () => {
    const script =
      'tty; stty -echo; trap "stty size; echo changed" WINCH; stty size; echo ready; read x; stty size; cat';
    const running = exec(['/bin/bash', '-c', script], { processId: 'tty', tty: true, size: { rows: 17, cols: 61 } });
    expect((await output.until('tty', /(\S+)\r\n17 61\r\nready/))[1]).toMatch(/^\/dev\/pts\//);
    await client.request('command/exec/resize', { processId: 'tty', size: { rows: 33, cols: 132 } });
    await write('tty', 'typed\n');
    await output.until('tty', /ready\r\n(?:33 132\r\nchanged\r\n)?33 132/);
    await write('tty', 'heard\n', true);
    expect(await running).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(output.text('tty')).toMatch(/heard\r\n$/);
    const plain = await exec(['stty', 'size'], { processId: 'plain', tty: true });
    expect([plain.exitCode, output.text('plain')]).toEqual([0, '24 80\r\n']);
  });

  test('output is cut at its cap, of each stream, and the command goes on', async () => {
    const script = 'printf 12345; printf abcde >&2; printf 67890; touch "$0"';
    const made = join(w.cwd, `capped-${kind}`);
    const command = [...sh(script), made];
    expect(await exec(command, { outputBytesCap: 4 })).toEqual({ exitCode: 0, stdout: '1234', stderr: 'abcd' });
    expect(await exec(['ls', made])).toMatchObject({ exitCode: 0 });
    expect(await exec(command, { outputBytesCap: 0 })).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const streamed = { processId: 'cap', streamStdoutStderr: true, outputBytesCap: 7 };
    expect(await exec(command, streamed)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect([output.text('cap'), output.text('cap', 'stderr')]).toEqual(['1234567', 'abcde']);
    const marks = output.deltas.filter(({ processId, capReached }) => processId === 'cap' && capReached);
    expect(marks.map(({ stream }) => stream)).toEqual(['stdout']);
    const wide = sh('yes | head -c 2000000');
    expect((await exec(wide)).stdout).toHaveLength(1024 * 1024);
    expect((await exec(wide, { disableOutputCap: true })).stdout).toHaveLength(2_000_000);
  });

  test('variables are added, replaced and taken away; the folder is the server`s, one below it, or any', async () => {
    const script = 'echo "$ADDED-$LANG-$(printenv HOME || echo unset)"; pwd';
    const env = { ADDED: 'a b', LANG: 'C', HOME: null };
    expect((await exec(sh(script), { env })).stdout).toBe(`a b-C-unset\n${w.cwd}\n`);
    expect((await exec(['pwd'], { cwd: 'sub' })).stdout).toBe(`${w.cwd}/sub\n`);
    expect((await exec(['pwd'], { cwd: '/' })).stdout).toBe('/\n');
    const nowhere = await refusal(exec(['pwd'], { cwd: join(w.cwd, 'none') }));
    expect(nowhere.message).toContain(join(w.cwd, 'none'));
    expect((await refusal(exec(['no-such-program']))).message).toContain('no-such-program');
    expect((await refusal(exec(['no-such-program'], { tty: true, processId: 'none' }))).message).toContain(
      'no-such-program',
    );
  });

  test.each([false, true])('it is ended with all that it started, in a terminal: %s', async (tty) => {
    const marker = `42.${process.pid}${kind.length}${Number(tty)}`;
    const script = `trap "" TERM HUP; (setsid sleep ${marker} &); sleep ${marker} & echo up; wait`;
    const running = exec(sh(script), { processId: `end ${tty}`, tty, streamStdoutStderr: true });
    await output.until(`end ${tty}`, /up/);
    await expect.poll(() => processesWith(`sleep ${marker}`).length, slow).toBeGreaterThanOrEqual(2);
    expect(await client.request('command/exec/terminate', { processId: `end ${tty}` })).toEqual({});
    expect(await running).toEqual({ exitCode: -1, stdout: '', stderr: '' });
    expect(processesWith(`sleep ${marker}`)).toEqual([]);
  });

  test('what is written, resized or ended must run', async () => {
    const size = { rows: 5, cols: 5 };
    const refused = [
      await refusal(write('nobody', 'x')),
      await refusal(client.request('command/exec/resize', { processId: 'nobody', size })),
      await refusal(client.request('command/exec/terminate', { processId: 'nobody' })),
    ];
    for (const error of refused) {
      expect(error).toMatchObject({
        code: -32600,
        message: 'no active command/exec for process id "nobody"',
        data: { code: 'process_not_found' },
      });
    }
    const running = exec(['sleep', '600'], { processId: 'plain' });
    const resized = await refusal(client.request('command/exec/resize', { processId: 'plain', size }));
    expect(resized.data).toMatchObject({ code: 'not_a_terminal' });
    expect((await refusal(write('plain', 'x'))).data).toMatchObject({ code: 'stdin_not_streamed' });
    await client.request('command/exec/terminate', { processId: 'plain' });
    expect(await running).toMatchObject({ exitCode: -1 });
    expect((await refusal(write('plain', 'x'))).data).toMatchObject({ code: 'process_not_found' });
  });

  test('two run at once, each by its id; one id twice is refused', async () => {
    const stream = { streamStdin: true, streamStdoutStderr: true };
    const loop = sh('while read line; do echo "$0 $line"; done');
    const one = exec([...loop, 'one'], { processId: 'one', ...stream });
    const two = exec([...loop, 'two'], { processId: 'two', ...stream });
    await write('two', 'a\n');
    await output.until('two', /^two a\n$/);
    await write('one', 'b\n');
    await output.until('one', /^one b\n$/);
    expect((await refusal(exec(['true'], { processId: 'one' }))).data).toMatchObject({ code: 'process_id_in_use' });
    await write('one', '', true);
    expect(await one).toMatchObject({ exitCode: 0 });
    await write('two', 'c\n', true);
    expect(await two).toMatchObject({ exitCode: 0 });
    expect([output.text('one'), output.text('two')]).toEqual(['one b\n', 'two a\ntwo c\n']);
  });

  test('where no sandbox can confine it, it is refused, and does not run', async () => {
    const made = join(w.cwd, 'unconfined');
    const confined = { type: 'readOnly' } as const;
    const none = ['-c', 'tenon.config."tenon.sandbox-linux".path=["/nowhere"]'];
    await using without = await connect({ transport: spawned(w, ...none) });
    const error = await refusal(without.request('command/exec', { command: ['touch', made], sandboxPolicy: confined }));
    expect(error.data).toMatchObject({ code: 'sandbox_unavailable' });
    expect(await exec(['ls', made])).toMatchObject({ exitCode: 2 });
  });
});

test.each(['stdio', 'websocket'])('commands end with their connection: %s', async (kind) => {
  const marker = `43.${process.pid}${kind.length}`;
  const transport = kind === 'stdio' ? spawned(w) : webSocket({ url });
  const client = await connect({ transport });
  const commands = [false, true].map((tty) =>
    client.request('command/exec', {
      command: sh(`trap "" HUP; (setsid sleep ${marker} &); sleep ${marker}`),
      processId: `tty ${tty}`,
      tty,
      ...shared,
    }),
  );
  const ends = Promise.allSettled(commands);
  await expect.poll(() => processesWith(`sleep ${marker}`).length, slow).toBeGreaterThanOrEqual(4);
  await client.close();
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect.poll(() => processesWith(`sleep ${marker}`), slow).toEqual([]);
});

test('an id belongs to its connection', async () => {
  await using first = await connect({ transport: webSocket({ url }) });
  await using second = await connect({ transport: webSocket({ url }) });
  const output = new Outputs(second);
  const running = [first, second].map((client) =>
    client.request('command/exec', { command: ['cat'], processId: 'p', streamStdin: true, ...shared }),
  );
  for (const [n, client] of [first, second].entries()) {
    await client.request('command/exec/write', { processId: 'p', deltaBase64: base64(`${n}`), closeStdin: true });
  }
  expect((await Promise.all(running)).map(({ stdout }) => stdout)).toEqual(['0', '1']);
  expect(output.deltas).toEqual([]);
});

test('a command that takes too long ends with 124, its children too, and what it had written', async () => {
  const marker = `41.${process.pid}`;
  await using client = await connect({ transport: webSocket({ url }) });
  const late = {
    command: sh(`echo begun; (setsid sleep ${marker} &); sleep ${marker}`),
    timeoutMs: 2000,
    sandboxPolicy,
  };
  expect(await client.request('command/exec', late)).toEqual({ exitCode: 124, stdout: 'begun\n', stderr: '' });
  expect(processesWith(`sleep ${marker}`)).toEqual([]);
});

test('what was asked before the input ended is answered', async () => {
  const lines = [
    { id: 1, method: 'initialize', params: { clientInfo: { name: 'e2e', version: '1' } } },
    { id: 2, method: 'command/exec', params: { command: ['echo', 'piped'], sandboxPolicy } },
    { id: 3, method: 'fs/getMetadata', params: { path: w.cwd } },
  ];
  const { code, stdout } = await w.run(['app-server'], {
    stdin: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  });
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toContainEqual({ id: 2, result: { exitCode: 0, stdout: 'piped\n', stderr: '' } });
  expect(jsonLines(stdout)).toContainEqual({ id: 3, result: expect.objectContaining({ isDirectory: true }) });
});

test('commands end with a server that is told to end', async () => {
  const marker = `44.${process.pid}`;
  const { url: own, child } = await listening(w, 'ws://127.0.0.1:0');
  await using client = await connect({ transport: webSocket({ url: own }) });
  const command = sh(`trap "" TERM HUP; (setsid sleep ${marker} &); sleep ${marker}`);
  const running = client.request('command/exec', { command, processId: 'p', ...shared }).then(
    ({ exitCode }) => exitCode,
    ({ code }) => code,
  );
  await expect.poll(() => processesWith(`sleep ${marker}`).length, slow).toBeGreaterThanOrEqual(2);
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(processesWith(`sleep ${marker}`)).toEqual([]);
  // Its end is answered, or the connection was faster gone.
  expect([-1, 'connection_lost']).toContain(await running);
});
