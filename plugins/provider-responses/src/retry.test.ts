import { expect, test } from 'vitest';
import { retryAfterMs, waitInMessage } from './retry-after.ts';
import { backoff, orAbort, wait } from './wait.ts';

const NOW = Date.UTC(2026, 0, 1);

test('how long the server asks to wait', () => {
  expect(retryAfterMs({ 'retry-after': '3' }, NOW)).toBe(3000);
  expect(retryAfterMs({ 'retry-after': '0.5' }, NOW)).toBe(500);
  expect(retryAfterMs({ 'retry-after': 'Thu, 01 Jan 2026 00:00:10 GMT' }, NOW)).toBe(10_000);
  expect(retryAfterMs({ 'retry-after': 'Wed, 31 Dec 2025 23:59:50 GMT' }, NOW)).toBe(0);
  expect(retryAfterMs({ 'retry-after': '3', 'retry-after-ms': '250' }, NOW)).toBe(250);
  expect(retryAfterMs({ 'retry-after': '99999999999' }, NOW)).toBe(86_400_000);
  expect(retryAfterMs({ 'retry-after': 'soon' }, NOW)).toBeUndefined();
  expect(retryAfterMs({}, NOW)).toBeUndefined();
  expect(waitInMessage('Try again in 2 seconds')).toBe(2000);
  expect(waitInMessage('no idea')).toBeUndefined();
});

test('back-off doubles, with a tenth more or less', () => {
  expect([1, 2, 3, 4].map((attempt) => backoff(attempt, 0.5))).toEqual([200, 400, 800, 1600]);
  expect(backoff(1, 0)).toBe(180);
  expect(backoff(1, 1)).toBe(220);
  expect(backoff(100, 0.5)).toBe(60_000);
});

test('waits and other promises end with the signal’s reason', async () => {
  const reason = new Error('enough');
  await expect(wait(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  await expect(orAbort(new Promise(() => {}), AbortSignal.abort(reason))).rejects.toBe(reason);
  const aborter = new AbortController();
  const waiting = [wait(60_000, aborter.signal), orAbort(new Promise(() => {}), aborter.signal)];
  aborter.abort(reason);
  for (const one of waiting) await expect(one).rejects.toBe(reason);
  await expect(wait(1, new AbortController().signal)).resolves.toBeUndefined();
  await expect(orAbort(Promise.resolve(7), new AbortController().signal)).resolves.toBe(7);
  await expect(orAbort(Promise.reject(reason), new AbortController().signal)).rejects.toBe(reason);
});
