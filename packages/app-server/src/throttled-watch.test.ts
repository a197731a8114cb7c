import type { FileWatchListener } from '@tenon/plugin-api/environment';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ThrottledWatch } from './throttled-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watch over a file system that a test plays. */
function played(mayTell?: (path: string) => boolean) {
  const listeners = new Map<string, FileWatchListener>();
  const stopped: string[] = [];
  const told: (readonly string[])[] = [];
  const failures: unknown[] = [];
  const gates: Promise<void>[] = [];
  const watch = new ThrottledWatch({
    files: {
      watch: async (path, listener) => {
        await gates.shift();
        listeners.set(path, listener);
        return () => void stopped.push(path);
      },
    },
    ...(mayTell && { mayTell }),
    changed: (paths) => told.push(paths),
    failed: (path, error) => failures.push([path, error]),
  });
  return { watch, listeners, stopped, told, failures, gates };
}

test('what changes within 200 ms is told in one go, sorted, each once', async () => {
  const { watch, listeners, told } = played((path) => !path.endsWith('secret'));
  await watch.add('/a');
  await watch.add('/b');
  for (const path of ['/b/2', '/a/1', '/b/2', '/a/secret']) listeners.get('/a')?.changed(path);
  listeners.get('/b')?.changed('/b/3');
  vi.advanceTimersByTime(199);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([['/a/1', '/b/2', '/b/3']]);
  listeners.get('/a')?.changed('/a/1');
  vi.advanceTimersByTime(200);
  expect(told).toHaveLength(2);
});

test('nothing is told once it is stopped, and every watch has ended', async () => {
  const { watch, listeners, told, stopped, failures } = played();
  await watch.add('/a');
  await watch.add('/b');
  listeners.get('/a')?.changed('/a/1');
  watch.stop();
  listeners.get('/a')?.changed('/a/2');
  listeners.get('/a')?.failed(new Error('late'));
  vi.advanceTimersByTime(1000);
  expect([told, failures, stopped.sort()]).toEqual([[], [], ['/a', '/b']]);
  await watch.add('/c');
  expect(listeners.has('/c')).toBe(false);
});

test('a path that is taken back while it is set up is not watched by that', async () => {
  const { watch, gates, stopped } = played();
  const { promise, resolve } = Promise.withResolvers<void>();
  gates.push(promise);
  const adding = watch.add('/a');
  watch.remove('/a');
  const again = watch.add('/a');
  resolve();
  await Promise.all([adding, again]);
  expect(stopped).toEqual(['/a']);
  expect(watch.paths).toEqual(['/a']);
  watch.stop();
  expect(stopped).toEqual(['/a', '/a']);
});

test('one that ends by itself is told, once, and can be watched again', async () => {
  const { watch, listeners, failures } = played();
  await watch.add('/a');
  const error = new Error('unmounted');
  listeners.get('/a')?.failed(error);
  listeners.get('/a')?.failed(error);
  expect(failures).toEqual([['/a', error]]);
  await watch.add('/a');
  expect(watch.paths).toEqual(['/a']);
});
