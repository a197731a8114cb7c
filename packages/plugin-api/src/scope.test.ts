import { expect, test, vi } from 'vitest';
import { createScope } from './index.ts';

/** Lets everything that can go on without a timer go on. */
const idle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('deferred work runs last made first, children before their parent, each waited for', async () => {
  const ran: string[] = [];
  const host = createScope('host');
  host.defer(() => void ran.push('host 1'));
  const thread = host.child('thread');
  thread.defer(() => void ran.push('thread 1'));
  const turn = thread.child('turn');
  turn.defer(async () => {
    await idle();
    ran.push('turn 1');
  });
  turn.defer(() => void ran.push('turn 2'));
  const other = host.child('other');
  other.defer(() => void ran.push('other 1'));
  host.defer(() => void ran.push('host 2'));
  await host[Symbol.asyncDispose]();
  expect(ran).toEqual(['other 1', 'turn 2', 'turn 1', 'thread 1', 'host 2', 'host 1']);
});

test('every signal is aborted before the first disposer runs', async () => {
  const host = createScope('host');
  const thread = host.child('thread');
  const turn = thread.child('turn');
  const aborted: boolean[] = [];
  turn.defer(() => void aborted.push(host.signal.aborted, thread.signal.aborted, turn.signal.aborted));
  expect([host, thread, turn].some(({ signal }) => signal.aborted)).toBe(false);
  await host[Symbol.asyncDispose]();
  expect(aborted).toEqual([true, true, true]);
});

test('a child that is disposed leaves its parent alone, and is not disposed twice', async () => {
  const host = createScope('host');
  const turn = host.child('turn');
  const work = vi.fn();
  turn.defer(work);
  await turn[Symbol.asyncDispose]();
  expect(work).toHaveBeenCalledTimes(1);
  expect(host.signal.aborted).toBe(false);
  await host[Symbol.asyncDispose]();
  expect(work).toHaveBeenCalledTimes(1);
});

test('disposing is idempotent: both calls wait for the same work', async () => {
  const scope = createScope('host');
  let ended = 0;
  scope.defer(async () => {
    await idle();
    ended++;
  });
  const both = [scope[Symbol.asyncDispose](), scope[Symbol.asyncDispose]()];
  await both[1];
  expect(ended).toBe(1);
  await both[0];
  await scope[Symbol.asyncDispose]();
  expect(ended).toBe(1);
});

test('a parent waits for a child that is already being disposed', async () => {
  const host = createScope('host');
  const turn = host.child('turn');
  let ended = false;
  turn.defer(async () => {
    await idle();
    ended = true;
  });
  const first = turn[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  expect(ended).toBe(true);
  await first;
});

test('deferred after disposal runs at once; during disposal it is waited for, too', async () => {
  const scope = createScope('host');
  let late = false;
  scope.defer(() => {
    scope.defer(async () => {
      await idle();
      late = true;
    });
  });
  await scope[Symbol.asyncDispose]();
  expect(late).toBe(true);
  const work = vi.fn();
  scope.defer(work);
  expect(work).toHaveBeenCalledTimes(1);
  const child = scope.child('late');
  expect(child.signal.aborted).toBe(true);
  child.defer(work);
  expect(work).toHaveBeenCalledTimes(2);
  await scope[Symbol.asyncDispose]();
  expect(work).toHaveBeenCalledTimes(2);
});

test('what an abort listener defers runs', async () => {
  const scope = createScope('host');
  const work = vi.fn();
  scope.signal.addEventListener('abort', () => void scope.defer(work));
  await scope[Symbol.asyncDispose]();
  expect(work).toHaveBeenCalledTimes(1);
});

test('deferred work can be taken back, each by itself', async () => {
  const scope = createScope('host');
  const work = vi.fn();
  const back = scope.defer(work);
  scope.defer(work);
  back();
  back();
  await scope[Symbol.asyncDispose]();
  expect(work).toHaveBeenCalledTimes(1);
});

test('an error of a disposer is reported, in whichever scope it is, and stops nothing', async () => {
  const errors: unknown[] = [];
  const host = createScope('host', { onError: (error) => errors.push(error) });
  const ran: string[] = [];
  host.defer(() => void ran.push('host'));
  host.defer(() => Promise.reject(new Error('async')));
  const turn = host.child('turn');
  turn.defer(() => void ran.push('turn'));
  turn.defer(() => {
    throw new Error('sync');
  });
  await host[Symbol.asyncDispose]();
  expect(errors).toEqual([new Error('sync'), new Error('async')]);
  expect(ran).toEqual(['turn', 'host']);
  host.defer(() => {
    throw new Error('late');
  });
  expect(errors[2]).toEqual(new Error('late'));
});

test('a disposer that hangs is reported after its time, and the next ones run', async () => {
  const errors: unknown[] = [];
  const scope = createScope('host', { onError: (error) => errors.push(error), disposeTimeoutMs: 5 });
  const work = vi.fn();
  scope.defer(work);
  scope.defer(() => new Promise(() => {}));
  await scope[Symbol.asyncDispose]();
  expect(errors).toMatchObject([{ code: 'timeout', message: 'it took over 5 ms' }]);
  expect(work).toHaveBeenCalledTimes(1);
});

test('a child may take longer than one deferred work may', async () => {
  vi.useFakeTimers();
  try {
    const errors: unknown[] = [];
    const host = createScope('host', { onError: (error) => errors.push(error), disposeTimeoutMs: 100 });
    const child = host.child('turn');
    const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 60));
    for (let i = 0; i < 4; i++) child.defer(wait);
    const disposed = host[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(1000);
    await disposed;
    expect(errors).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('without onError an error becomes a warning of the process', async () => {
  const warnings: unknown[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on('warning', listen);
  const scope = createScope('host');
  scope.defer(() => {
    throw new Error('nobody listens');
  });
  await scope[Symbol.asyncDispose]();
  await idle();
  process.off('warning', listen);
  expect(warnings).toEqual(['nobody listens']);
});

test('await using disposes', async () => {
  const work = vi.fn();
  {
    await using scope = createScope('host');
    scope.defer(work);
  }
  expect(work).toHaveBeenCalledTimes(1);
});

test('a scope has a name', () => {
  const scope = createScope('host').child('thread 1');
  expect(scope.name).toBe('thread 1');
});

test('a child may report to somebody else, its own children with it', async () => {
  const [ours, theirs]: [unknown[], unknown[]] = [[], []];
  const host = createScope('host', { onError: (error) => ours.push(error) });
  const child = host.child('plugin', { onError: (error) => theirs.push(error) });
  const failing = () => {
    throw new Error('boom');
  };
  host.defer(failing);
  child.child('inner').defer(failing);
  await host[Symbol.asyncDispose]();
  expect([ours.length, theirs.length]).toEqual([1, 1]);
});
