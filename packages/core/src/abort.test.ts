import { expect, test } from 'vitest';
import { TurnAborted, withGrace } from './abort.ts';

const never = new Promise<never>(() => {});

test('without an abort the work decides', async () => {
  const { signal } = new AbortController();
  expect(await withGrace(Promise.resolve(1), signal)).toBe(1);
  await expect(withGrace(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
});

test('work that never ends is left behind once it was told to stop', async () => {
  const controller = new AbortController();
  const waiting = withGrace(never, controller.signal, 1);
  controller.abort(new TurnAborted('interrupted'));
  await expect(waiting).rejects.toBe(controller.signal.reason);
});

test('work that ends within the grace is waited for, and its result does not count', async () => {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  let ended = false;
  const waiting = withGrace(promise, controller.signal, 60_000).catch((error) => {
    ended = true;
    throw error;
  });
  controller.abort(new TurnAborted('interrupted'));
  await new Promise((done) => setImmediate(done));
  expect(ended).toBe(false);
  resolve('late');
  await expect(waiting).rejects.toBe(controller.signal.reason);
});

test('a signal that was aborted before counts, too', async () => {
  const signal = AbortSignal.abort(new TurnAborted('closed'));
  await expect(withGrace(never, signal, 1)).rejects.toBe(signal.reason);
  await expect(withGrace(Promise.resolve(1), signal)).rejects.toBe(signal.reason);
});
