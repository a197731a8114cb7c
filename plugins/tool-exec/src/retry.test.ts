import { type HarnessEvent, type ToolHarness, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { ToolExecConfig } from './config.ts';
import { createExecTools } from './exec-tools.ts';

/** Says that it was denied the first time, and works the second. */
const ONCE_DENIED =
  'if [ -e second ]; then echo done; else touch second; echo "x: Read-only file system" >&2; exit 1; fi';

interface Run {
  readonly harness: ToolHarness;
  /** The reasons that were asked with. */
  readonly asked: readonly string[];
  exec(args: Record<string, unknown>): Promise<string>;
  write(args: Record<string, unknown>): Promise<string>;
}

async function inFolder(retry: () => Promise<boolean>, body: (run: Run) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const asked: string[] = [];
  await using harness = toolHarness({
    cwd: folder.path,
    retry: (reason) => {
      asked.push(reason);
      return retry();
    },
  });
  const { execCommand, writeStdin } = createExecTools(ToolExecConfig.parse({ default_yield_time_ms: 30_000 }));
  await body({
    harness,
    asked,
    exec: async (args) => String((await harness.call(execCommand, JSON.stringify(args))).output),
    write: async (args) => String((await harness.call(writeStdin, JSON.stringify(args))).output),
  });
}

const allow = async () => true;
const refuse = async () => false;
const itemsOf = (events: readonly HarnessEvent[]) =>
  events.flatMap((event) => (event.type === 'notification' ? [] : [{ ...event.item, event: event.type }]));
const deltasOf = (events: readonly HarnessEvent[]) =>
  events.map((event) => (event.type === 'notification' ? (event.params as { delta: string }).delta : '')).join('');

test('a command that seems denied is run again when somebody allows it: one item, with all output', async () => {
  await inFolder(allow, async ({ harness, asked, exec }) => {
    const output = await exec({ cmd: ONCE_DENIED });
    expect(asked).toEqual(['command failed; retry without sandbox?']);
    expect(output).toMatch(/Process exited with code 0\n.*\nOutput:\n\[The command failed, it seems .*:\]\ndone\n$/);
    const [started, completed, ...more] = itemsOf(harness.events);
    expect(more).toEqual([]);
    expect(started).toMatchObject({ event: 'started', status: 'inProgress' });
    const text = /^x: Read-only file system\n\[The command failed, .*:\]\ndone\n$/;
    expect(completed).toMatchObject({
      ...started,
      event: 'completed',
      status: 'completed',
      exitCode: 0,
      aggregatedOutput: expect.stringMatching(text),
      durationMs: expect.any(Number),
    });
    expect(deltasOf(harness.events)).toMatch(text);
  });
});

test('refused, it is the failure that it was', async () => {
  await inFolder(refuse, async ({ harness, asked, exec, write }) => {
    const output = await exec({ cmd: ONCE_DENIED });
    expect(asked).toHaveLength(1);
    expect(output).toMatch(/Process exited with code 1\n.*\nOutput:\nx: Read-only file system\n$/);
    const [started, completed] = itemsOf(harness.events);
    expect(completed).toMatchObject({
      event: 'completed',
      status: 'failed',
      exitCode: 1,
      aggregatedOutput: 'x: Read-only file system\n',
    });
    expect(itemsOf(harness.events)).toHaveLength(2);
    const { processId } = started as { processId?: string };
    expect(await write({ session_id: Number(processId) })).toContain('Unknown process id');
  });
});

test('the second output begins a line of its own', async () => {
  await inFolder(allow, async ({ harness, exec }) => {
    await exec({ cmd: 'if [ -e second ]; then printf two; else touch second; printf EPERM; exit 1; fi' });
    expect(deltasOf(harness.events)).toMatch(/^EPERM\n\[.*\]\ntwo$/);
  });
});

test('a second failure is not asked about again', async () => {
  await inFolder(allow, async ({ harness, asked, exec }) => {
    expect(await exec({ cmd: 'echo "no: Permission denied"; exit 3' })).toMatch(
      /exited with code 3\n.*\nOutput:\n\[.*\]\nno: Permission denied\n$/,
    );
    expect(asked).toHaveLength(1);
    expect(itemsOf(harness.events).map(({ event }) => event)).toEqual(['started', 'completed']);
  });
});

test.each(['echo "Permission denied"', 'echo failed; exit 1', 'kill -9 $$'])('nobody is asked for: %s', async (cmd) => {
  await inFolder(allow, async ({ harness, asked, exec }) => {
    await exec({ cmd });
    expect(asked).toEqual([]);
    expect(itemsOf(harness.events).map(({ event }) => event)).toEqual(['started', 'completed']);
  });
});

test('nor once the call has returned', async () => {
  await inFolder(allow, async ({ harness, asked, exec, write }) => {
    const running = await exec({
      cmd: 'until [ -e go ]; do sleep 0.02; done; echo "Permission denied"; exit 1',
      yield_time_ms: 250,
    });
    const session_id = Number(/session ID (\d+)/.exec(running)?.[1]);
    await exec({ cmd: 'touch go' });
    expect(await write({ session_id })).toContain('exited with code 1');
    expect(asked).toEqual([]);
    expect(itemsOf(harness.events).filter(({ event }) => event === 'completed')).toHaveLength(2);
  });
});

test('the second run may run on, under the same id', async () => {
  await inFolder(allow, async ({ harness, exec, write }) => {
    let waits = 0;
    // Time passes only for the second run, once it said something.
    const after = (_: number, run: () => void) => {
      waits += 1;
      if (waits !== 2) return () => {};
      const timer = setInterval(() => deltasOf(harness.events).endsWith('waits\n') && run(), 5);
      return () => clearInterval(timer);
    };
    Object.assign(harness.run, { clock: { after } });
    const running = await exec({
      cmd: 'if [ -e second ]; then echo waits; until [ -e go ]; do sleep 0.02; done; echo end; else touch second; echo EPERM; exit 1; fi',
    });
    const session_id = Number(/session ID (\d+)/.exec(running)?.[1]);
    expect(itemsOf(harness.events)).toMatchObject([{ event: 'started', processId: String(session_id) }]);
    await exec({ cmd: 'touch go' });
    expect(await write({ session_id })).toMatch(/exited with code 0\n.*\nOutput:\nend\n$/);
    // `touch` may have ended before it or after it.
    const ended = itemsOf(harness.events).filter(
      (item) => 'processId' in item && item.processId === String(session_id),
    );
    expect(ended).toMatchObject([
      { event: 'started' },
      { event: 'completed', exitCode: 0, aggregatedOutput: expect.stringMatching(/^EPERM\n\[.*\]\nwaits\nend\n$/) },
    ]);
  });
});

test('a second run that cannot be started fails the item', async () => {
  await inFolder(allow, async ({ harness, exec }) => {
    let spawned = 0;
    const spawn = harness.run.spawn;
    Object.assign(harness.run, {
      spawn: async (request: Parameters<typeof spawn>[0]) => {
        spawned += 1;
        if (spawned > 1) throw new Error('there is no sandbox');
        return spawn(request);
      },
    });
    expect(await exec({ cmd: ONCE_DENIED })).toMatch(/^exec_command failed for .*there is no sandbox/);
    expect(itemsOf(harness.events)).toMatchObject([
      { event: 'started' },
      { event: 'completed', status: 'failed', exitCode: -1, aggregatedOutput: 'there is no sandbox' },
    ]);
  });
});

test('an interrupt while somebody is asked ends the call; the item never ends', async () => {
  const asked = Promise.withResolvers<boolean>();
  const waits = Promise.withResolvers<void>();
  const retry = () => {
    waits.resolve();
    return asked.promise;
  };
  await inFolder(retry, async ({ harness, exec }) => {
    const call = exec({ cmd: ONCE_DENIED });
    await waits.promise;
    harness.abort();
    asked.reject(harness.run.signal.reason);
    await expect(call).rejects.toThrow('The turn was interrupted');
    expect(itemsOf(harness.events).map(({ event }) => event)).toEqual(['started']);
  });
});
