import { type HarnessEvent, type ToolHarness, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ToolExecConfig } from './config.ts';
import { createExecTools } from './exec-tools.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let harness: ToolHarness;
let tools: ReturnType<typeof createExecTools>;

beforeEach(async () => {
  folder = await temporaryFolder();
  harness = toolHarness({ cwd: folder.path });
  tools = createExecTools(ToolExecConfig.parse({}));
});
afterEach(async () => {
  await harness[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const exec = async (args: Record<string, unknown>, turn = harness) =>
  String((await turn.call(tools.execCommand, JSON.stringify(args))).output);
const write = async (args: Record<string, unknown>, turn = harness) =>
  turn.call(tools.writeStdin, JSON.stringify(args));
const sessionOf = (output: string) => Number(/session ID (\d{5})\n/.exec(output)?.[1]);
const itemsOf = (events: readonly HarnessEvent[]): Record<string, unknown>[] =>
  events.flatMap((event) => (event.type === 'notification' ? [] : [{ ...commandOf(event.item), type: event.type }]));
const deltasOf = (events: readonly HarnessEvent[]) =>
  events.map((event) => (event.type === 'notification' ? (event.params as { delta: string }).delta : '')).join('');
const commandOf = (item: unknown) => item as Record<string, unknown>;
const completed = async (turn = harness) => {
  for (;;) {
    const found = itemsOf(turn.events).findLast((event) => event.type === 'completed');
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const isAlive = (pid: string) => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

test('prepares what the gate judges and the client is shown', async () => {
  const input = {
    cmd: "cat 'a b'",
    workdir: 'sub',
    shell: '/bin/sh',
    login: false,
    sandbox_permissions: 'require_escalated',
    justification: 'May I?',
    prefix_rule: ['cat'],
    yield_time_ms: null,
  };
  const prepared = await harness.prepare(tools.execCommand, JSON.stringify(input));
  const commandActions = [{ type: 'read', command: "cat 'a b'", name: 'a b', path: `${folder.path}/sub/a b` }];
  expect(prepared.action).toEqual({
    type: 'command',
    argv: ['/bin/sh', '-c', "cat 'a b'"],
    script: "cat 'a b'",
    cwd: `${folder.path}/sub`,
    escalate: true,
    justification: 'May I?',
    prefixRule: ['cat'],
    commandActions,
  });
  expect(prepared.item).toEqual({
    type: 'commandExecution',
    id: 'call_1',
    command: `/bin/sh -c "cat 'a b'"`,
    cwd: `${folder.path}/sub`,
    processId: null,
    source: 'agent',
    status: 'inProgress',
    commandActions,
    aggregatedOutput: null,
    exitCode: null,
    durationMs: null,
  });
  expect(prepared.declined).toEqual({ ...prepared.item, status: 'declined' });
});

test('says what is wrong with the arguments', async () => {
  const fails = (input: string) => expect(harness.prepare(tools.execCommand, input)).rejects;
  await fails('{"cmd":').toThrow(/^failed to parse function arguments: /);
  await fails('{"cmd":3}').toThrow(/^failed to parse function arguments: cmd: /);
  await fails('{"cmd":"ls","sandbox_permissions":"x"}').toThrow(/^failed to parse .* sandbox_permissions: /);
  tools = createExecTools(ToolExecConfig.parse({ allow_login_shell: false }));
  await fails('{"cmd":"ls","login":true}').toThrow(/login shells are turned off/);
  expect((await harness.prepare(tools.execCommand, '{"cmd":"ls"}')).action).toMatchObject({
    argv: ['/bin/sh', '-c', 'ls'],
  });
});

test('returns the output and the exit code, and completes the item', async () => {
  const output = await exec({ cmd: 'echo one; echo two >&2; echo $CODEX_THREAD_ID; exit 3' });
  expect(output).toMatch(
    /^Chunk ID: [0-9a-f]{6}\nWall time: \d+\.\d{4} seconds\nProcess exited with code 3\nOriginal token count: 5\nOutput:\n/,
  );
  const text = output.slice(output.indexOf('Output:\n') + 8);
  expect(text.split('\n').sort()).toEqual(['', 'one', 'thread-1', 'two']);
  const [started, ended] = itemsOf(harness.events);
  expect(started).toMatchObject({
    type: 'started',
    source: 'unifiedExecStartup',
    processId: expect.stringMatching(/^\d{5}$/),
    status: 'inProgress',
    exitCode: null,
  });
  expect(ended).toMatchObject({
    type: 'completed',
    source: 'unifiedExecStartup',
    processId: started?.processId,
    status: 'failed',
    exitCode: 3,
    aggregatedOutput: text,
    durationMs: expect.any(Number),
  });
  expect(deltasOf(harness.events)).toBe(text);
});

test('a command without output has none', async () => {
  expect(await exec({ cmd: 'true' })).toMatch(/Process exited with code 0\nOriginal token count: 0\nOutput:\n$/);
  expect(itemsOf(harness.events).at(-1)).toMatchObject({ status: 'completed', aggregatedOutput: null, exitCode: 0 });
});

test('a command killed by a signal has the exit code a shell would say', async () => {
  expect(await exec({ cmd: 'kill -9 $$' })).toContain('Process exited with code 137\n');
});

test('yields while the command runs; polls give what came since; the item ends in a later turn', async () => {
  const first = await exec({
    cmd: 'echo one; until [ -f go ]; do sleep 0.02; done; echo two; exit 1',
    yield_time_ms: 1,
  });
  expect(first).toMatch(/Process running with session ID \d{5}\nOriginal token count: 1\nOutput:\none\n$/);
  const session_id = sessionOf(first);
  expect(itemsOf(harness.events).map(({ type }) => type)).toEqual(['started']);
  const next = harness.turn('turn-2');
  const poll = write({ session_id }, next);
  await exec({ cmd: 'touch go' }, next);
  expect(String((await poll).output)).toMatch(/Process exited with code 1\nOriginal token count: 1\nOutput:\ntwo\n$/);
  expect(await completed()).toMatchObject({ status: 'failed', exitCode: 1, aggregatedOutput: 'one\ntwo\n' });
  expect(await write({ session_id }, next)).toEqual({
    output: `write_stdin failed: Unknown process id ${session_id}`,
    success: false,
  });
});

test('waits by the clock it is given, in both tools', async () => {
  const asked: number[] = [];
  let timeUp = () => {};
  const waits = Promise.withResolvers<void>();
  const clocked = (turn: ToolHarness): ToolHarness => ({
    ...turn,
    call: async (tool, input) =>
      (await turn.prepare(tool, input)).run({
        ...turn.run,
        clock: {
          after(milliseconds, run) {
            asked.push(milliseconds);
            timeUp = run;
            waits.resolve();
            return () => asked.push(-milliseconds);
          },
        },
      }),
  });
  const first = exec({ cmd: 'echo one; sleep 60', yield_time_ms: 250 }, clocked(harness));
  await waits.promise;
  // Longer than the limit, which does not pass: the call must still wait.
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(asked).toEqual([250]);
  timeUp();
  const session_id = sessionOf(await first);
  expect(asked).toEqual([250, -250]);
  const poll = write({ session_id }, clocked(harness.turn('turn-2')));
  while (asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  timeUp();
  expect((await poll).output).toContain(`session ID ${session_id}`);
  expect(asked).toEqual([250, -250, 5_000, -5_000]);
});

test('a session that ended unwatched is reported once', async () => {
  const session_id = sessionOf(await exec({ cmd: 'until [ -f go ]; do sleep 0.02; done; echo end', yield_time_ms: 1 }));
  await exec({ cmd: 'touch go' }, harness.turn('turn-2'));
  await completed();
  expect(String((await write({ session_id, chars: 'x' })).output)).toMatch(/exited with code 0\n(?:.*\n){2}end\n$/);
  expect((await write({ session_id })).success).toBe(false);
});

test('plain pipes have no input to write to', async () => {
  const output = await exec({ cmd: 'sleep 30', yield_time_ms: 1 });
  expect(await write({ session_id: sessionOf(output), chars: 'x' })).toEqual({
    output: 'write_stdin failed: stdin is closed for this session; rerun exec_command with tty=true to keep stdin open',
    success: false,
  });
});

test('asks for no input on plain pipes, and for a terminal with tty; a terminal takes input', async () => {
  const requests: unknown[] = [];
  const piped: ToolHarness = {
    ...harness,
    call: async (tool, input) =>
      (await harness.prepare(tool, input)).run({
        ...harness.run,
        spawn: ({ tty, ...request }) => {
          requests.push({ tty, stdin: request.stdin });
          return harness.run.spawn(request);
        },
      }),
  };
  await exec({ cmd: 'true' }, piped);
  const output = await exec({ cmd: 'read -r line; echo "got $line"', tty: true, yield_time_ms: 1 }, piped);
  expect(requests).toEqual([
    { tty: undefined, stdin: 'none' },
    { tty: { columns: 80, rows: 24 }, stdin: undefined },
  ]);
  const id = sessionOf(output);
  const later = harness.turn('turn-2');
  const answer = await write({ session_id: id, chars: 'hello\n' }, later);
  // Nobody is asked about it, so whoever watches is told.
  expect(later.events).toContainEqual({
    type: 'notification',
    method: 'item/commandExecution/terminalInteraction',
    params: { itemId: 'call_1', processId: String(id), stdin: 'hello\n' },
  });
  expect(answer.output).toMatch(/exited with code 0\n(?:.*\n){2}got hello\n$/);
});

test('an interrupt kills what the call started, and the item never ends', async () => {
  const call = exec({ cmd: 'sleep 60 & echo $! $$; wait', yield_time_ms: 30_000 });
  while (deltasOf(harness.events) === '') await new Promise((resolve) => setTimeout(resolve, 5));
  const before = performance.now();
  harness.abort();
  await expect(call).rejects.toThrow('The turn was interrupted');
  expect(performance.now() - before).toBeLessThan(1_000);
  const shell = deltasOf(harness.events).trim().split(' ')[1] ?? '';
  expect(isAlive(shell)).toBe(false);
  expect(itemsOf(harness.events).map(({ type }) => type)).toEqual(['started']);
});

test('an interrupt kills the session that is being polled, and no other', async () => {
  const [one, two] = [
    await exec({ cmd: 'sleep 60', yield_time_ms: 1 }),
    await exec({ cmd: 'sleep 60', yield_time_ms: 1 }),
  ];
  const next = harness.turn('turn-2');
  const prepared = await next.prepare(tools.writeStdin, JSON.stringify({ session_id: sessionOf(one) }));
  const poll = prepared.run(next.run);
  next.abort();
  await expect(poll).rejects.toThrow('The turn was interrupted');
  const later = harness.turn('turn-3');
  expect((await write({ session_id: sessionOf(one) }, later)).output).toContain('Unknown process id');
  expect((await write({ session_id: sessionOf(two), chars: 'x' }, later)).output).toContain('stdin is closed');
});

test('the end of the thread kills its sessions', async () => {
  const output = await exec({ cmd: 'echo $$; sleep 60', yield_time_ms: 1 });
  const pid = output.trim().split('\n').at(-1) ?? '';
  expect(isAlive(pid)).toBe(true);
  await harness.run.threadScope[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(false);
});

test('a command that cannot be started is said so, and its item failed', async () => {
  const result = await harness.call(tools.execCommand, JSON.stringify({ cmd: 'ls', shell: '/no/shell' }));
  expect(result.success).toBe(false);
  expect(result.output).toMatch(/^exec_command failed for `\/no\/shell -lc ls`: CreateProcess \{ message: ".+" \}$/);
  expect(itemsOf(harness.events)).toMatchObject([
    { type: 'started', status: 'inProgress' },
    { type: 'completed', status: 'failed', exitCode: -1 },
  ]);
});

test('long output loses its middle, and memory does not grow with it', async () => {
  const small = await exec({ cmd: 'seq 1 1000', max_output_tokens: 10 });
  expect(small).toMatch(/Original token count: 974\nOutput:\nTotal output lines: 1000\n\n1\n2\n/);
  expect(small).toMatch(/…\d+ tokens truncated….*\n(?:\d+\n)*1000\n$/);
  const before = process.memoryUsage().rss;
  const large = await exec({ cmd: 'yes | head -c 50000000', max_output_tokens: 1_000_000, yield_time_ms: 30_000 });
  expect(large).toContain('Original token count: 12500000\n');
  expect(large.length).toBeLessThan(41_000);
  expect(deltasOf(harness.events).length).toBeLessThan(2_000_000);
  // The harness itself keeps every chunk of its processes; what the tool keeps is in the item.
  expect(String(itemsOf(harness.events).at(-1)?.aggregatedOutput).length).toBeLessThan(1_100_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
});

test('no character is split between deltas', async () => {
  await exec({ cmd: "printf '\\342\\202'; sleep 0.05; printf '\\254\\n'" });
  expect(deltasOf(harness.events)).toBe('€\n');
});

test('sessions that begin side by side never get one id', async () => {
  const random = vi.spyOn(Math, 'random').mockReturnValueOnce(0.5).mockReturnValueOnce(0.5).mockReturnValue(0.6);
  try {
    const start = async () => sessionOf(await exec({ cmd: 'sleep 60', yield_time_ms: 1 }));
    const ids = await Promise.all([start(), start()]);
    expect(ids.sort()).toEqual([55_000, 64_000]);
  } finally {
    random.mockRestore();
  }
});

test('the 65th session takes the place of one that ended, else of the one used longest ago', async () => {
  tools = createExecTools(ToolExecConfig.parse({ background_terminal_max_timeout: 1 }));
  const start = async () => sessionOf(await exec({ cmd: 'sleep 60', yield_time_ms: 1 }));
  const ids = await Promise.all(Array.from({ length: 63 }, start));
  const ended = sessionOf(await exec({ cmd: 'sleep 0.3', yield_time_ms: 1 }));
  await completed();
  const touched = ids[0] ?? 0;
  await write({ session_id: touched, chars: '' });
  await start();
  expect((await write({ session_id: ended })).output).toContain('Unknown process id');
  await start();
  const known = await Promise.all(ids.map(async (session_id) => (await write({ session_id, chars: 'x' })).output));
  expect(known.filter((output) => String(output).includes('Unknown process id'))).toHaveLength(1);
  expect(known[0]).toContain('stdin is closed');
});

test('a session goes on under another configuration of the plugin', async () => {
  const id = sessionOf(await exec({ cmd: 'until [ -e go ]; do sleep 0.05; done; echo went', yield_time_ms: 1 }));
  tools = createExecTools(ToolExecConfig.parse({ allow_login_shell: false }));
  await exec({ cmd: 'touch go', yield_time_ms: 30_000 });
  const { output } = await write({ session_id: id, yield_time_ms: 30_000 }, harness.turn('turn-2'));
  expect(output).toMatch(/exited with code 0\n[\s\S]*went/);
});
