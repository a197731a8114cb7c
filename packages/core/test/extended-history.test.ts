import type { PersistedEvent, RolloutLine, ThreadItem } from '@tenon/protocol';
import { commandTool, type TestTool } from '@tenon/testing/host';
import { parseLines, threadTurns } from '@tenon/thread-store';
import { expect, test } from 'vitest';
import { cutOutput, itemEvent } from '../src/item-event.ts';
import { Recorder, settings, turn, type World, world } from './world.ts';

const changes = [
  { path: '/work/a', kind: { type: 'add' as const }, diff: 'new\n' },
  { path: '/work/b', kind: { type: 'delete' as const }, diff: 'old\n' },
  {
    path: '/work/c',
    kind: { type: 'update' as const, move_path: '/work/d' },
    diff: '@@ -1 +1 @@\n-c\n+d\n\n\nMoved to: /work/d',
  },
];
const patchTool: TestTool = {
  name: 'patch',
  run: async ({ callId }, { items }) => {
    items.started({ type: 'fileChange', id: callId, changes, status: 'inProgress' });
    items.notify('item/fileChange/outputDelta', { itemId: callId, delta: 'Success. Updated.\n' });
    items.completed({ type: 'fileChange', id: callId, changes, status: 'completed' });
    return { output: 'patched' };
  },
};
const imageTool: TestTool = {
  name: 'image',
  run: async ({ callId }, { items }) => {
    const item: ThreadItem = { type: 'imageView', id: callId, path: '/work/p.png' };
    items.started(item);
    items.completed(item);
    return { output: 'seen' };
  },
};

const tools = [commandTool(), patchTool, imageTool];
const start = (host: World, extendedHistory: boolean, ephemeral = false) =>
  host.manager.start({ settings, originator: 'test', source: 'cli', extendedHistory, ephemeral });
const events = (lines: readonly RolloutLine[]): PersistedEvent[] =>
  lines.flatMap((line) => (line.type === 'event_msg' ? [line.payload] : []));
const ended = (lines: readonly RolloutLine[]) => events(lines).filter(({ type }) => /_end$|^view_image/.test(type));

function callEach(host: World) {
  host.environment.command = () => ({ output: 'hello\n', code: 3 });
  host.model.answer = (_, { number }) =>
    number === 1
      ? [
          { type: 'call', name: 'shell', callId: 'c1', args: { cmd: "echo 'it'" } },
          { type: 'call', name: 'patch', callId: 'c2' },
          { type: 'call', name: 'image', callId: 'c3' },
        ]
      : [{ type: 'say', text: 'done' }];
}

test('the log keeps what calls came to, with the fields of Codex; a later reader sees the same items', async () => {
  await using host = await world({ tools });
  callEach(host);
  const thread = start(host, true);
  const record = new Recorder(thread);
  const { id } = await turn(thread);
  const lines = host.store.lines(thread.id);
  expect(ended(lines)).toEqual([
    {
      type: 'exec_command_end',
      call_id: 'c1',
      process_id: '1',
      turn_id: id,
      command: ['/bin/sh', '-lc', "echo 'it'"],
      cwd: '/work',
      parsed_cmd: [{ type: 'unknown', cmd: "echo 'it'" }],
      source: 'unified_exec_startup',
      stdout: '',
      stderr: '',
      aggregated_output: 'hello\n',
      exit_code: 3,
      duration: { secs: 0, nanos: 0 },
      formatted_output: '',
      status: 'failed',
    },
    {
      type: 'patch_apply_end',
      call_id: 'c2',
      turn_id: id,
      stdout: 'Success. Updated.\n',
      stderr: '',
      success: true,
      changes: {
        '/work/a': { type: 'add', content: 'new\n' },
        '/work/b': { type: 'delete', content: 'old\n' },
        '/work/c': { type: 'update', unified_diff: '@@ -1 +1 @@\n-c\n+d\n', move_path: '/work/d' },
      },
      status: 'completed',
    },
    { type: 'view_image_tool_call', call_id: 'c3', path: '/work/p.png' },
  ]);
  const told = record.of('item/completed').map(({ item }) => item);
  const seen = threadTurns(lines)[0]?.items ?? [];
  const calls = ({ id: itemId }: ThreadItem) => /^c\d$/.test(itemId);
  // The command is spelled by the test's own tool there.
  expect(seen.filter(calls)).toEqual(
    told.filter(calls).map((item) => (item.id === 'c1' ? { ...item, command: `/bin/sh -lc "echo 'it'"` } : item)),
  );
  // Nothing that was written is refused by the reader's checks.
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  expect(parseLines(text).skipped).toEqual([]);
});

test('without it nothing of the kind is kept', async () => {
  await using host = await world({ tools });
  callEach(host);
  const thread = start(host, false);
  await turn(thread);
  await thread.shellCommand('ls')?.done;
  expect(ended(host.store.lines(thread.id))).toEqual([]);
});

test('resume and fork ask for it anew', async () => {
  await using host = await world({ tools });
  callEach(host);
  const thread = start(host, true);
  await turn(thread);
  await host.manager.unload(thread.id);
  const again = async (extendedHistory: boolean) => {
    const { thread: resumed } = await host.manager.resume({ id: thread.id }, { defaults: settings, extendedHistory });
    await resumed.shellCommand('ls')?.done;
    await host.manager.unload(thread.id);
    return ended(host.store.lines(thread.id)).length;
  };
  expect(await again(false)).toBe(3);
  expect(await again(true)).toBe(4);
  for (const ephemeral of [false, true]) {
    const options = {
      defaults: settings,
      originator: 'test',
      source: 'cli',
      extendedHistory: true,
      ephemeral,
    } as const;
    const forked = await host.manager.fork({ id: thread.id }, options);
    await forked.shellCommand('ls')?.done;
    expect(ended(forked.ephemeralLines ?? host.store.lines(forked.id))).toHaveLength(5);
  }
});

test('a command of the user, beside its words to the model', async () => {
  await using host = await world();
  host.environment.command = () => ({ output: 'mine' });
  const thread = start(host, true);
  await thread.shellCommand("echo it's")?.done;
  const [event] = ended(host.store.lines(thread.id));
  expect(event).toMatchObject({ source: 'user_shell', command: [expect.any(String), '-lc', "echo it's"] });
  expect(threadTurns(host.store.lines(thread.id))[0]?.items).toMatchObject([
    { type: 'commandExecution', source: 'userShell', aggregatedOutput: 'mine', exitCode: 0 },
  ]);
});

test('what was declined is kept as declined', async () => {
  await using host = await world({ tools, askPerson: async () => ({ decision: 'decline' }) as never });
  host.policy.decide = ({ profile }) => ({ kind: 'ask', reason: 'test', profile });
  callEach(host);
  const thread = start(host, true);
  await turn(thread);
  expect(ended(host.store.lines(thread.id))[0]).toMatchObject({
    type: 'exec_command_end',
    exit_code: -1,
    status: 'declined',
  });
});

test('a command that ends after its turn is kept under that turn', async () => {
  let finish = () => {};
  const background: TestTool = {
    name: 'background',
    run: async ({ callId }, { items }) => {
      const item = { type: 'imageView' as const, id: callId, path: '/work/p' };
      finish = () => items.completed({ type: 'fileChange', id: item.id, changes: [], status: 'completed' });
      return { output: 'runs on' };
    },
  };
  await using host = await world({ tools: [background] });
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'background', callId: 'late' }] : [{ type: 'say', text: 'done' }];
  const thread = start(host, true);
  await turn(thread);
  await turn(thread);
  finish();
  const [first, second] = threadTurns(host.store.lines(thread.id));
  expect(first?.items.map(({ id }) => id)).toContain('late');
  expect(second?.items.map(({ id }) => id)).not.toContain('late');
});

test('an item that cannot be kept is told all the same, after its turn too', async () => {
  let end = () => {};
  const background: TestTool = {
    name: 'background',
    run: async ({ callId }, { items }) => {
      end = () => items.completed({ type: 'fileChange', id: callId, changes: [], status: 'completed' });
      return { output: 'runs on' };
    },
  };
  await using host = await world({ tools: [background] });
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'background', callId: 'late' }] : [{ type: 'say', text: 'done' }];
  const thread = start(host, true);
  const record = new Recorder(thread);
  await turn(thread);
  host.store.fault = () => new Error('no space');
  end();
  expect(host.errors).toEqual([expect.objectContaining({ message: 'no space' })]);
  expect(record.of('item/completed').map(({ item }) => item.id)).toContain('late');
  host.store.fault = () => undefined;
  expect(await turn(thread)).toMatchObject({ status: 'completed' });
});

test.each([
  ['short', 'short'],
  ['x'.repeat(10_000), 'x'.repeat(10_000)],
  ['x'.repeat(10_001), `${'x'.repeat(5000)}…1 chars truncated…${'x'.repeat(5000)}`],
  // 3 bytes each: 5,000 is within a character at either end.
  ['€'.repeat(4000), `${'€'.repeat(1666)}…668 chars truncated…${'€'.repeat(1666)}`],
  ['😀'.repeat(2501), `${'😀'.repeat(1250)}…1 chars truncated…${'😀'.repeat(1250)}`],
])('output is cut as Codex cuts it: case %#', (text, cut) => {
  expect(cutOutput(text)).toBe(cut);
});

test('an item that is not complete, or of another kind, is none to keep', () => {
  expect(itemEvent({ type: 'fileChange', id: 'a', changes, status: 'inProgress' }, { turnId: 't' })).toBeUndefined();
  expect(itemEvent({ type: 'plan', id: 'a', text: '' }, { turnId: 't' })).toBeUndefined();
});
