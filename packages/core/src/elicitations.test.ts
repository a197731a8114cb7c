import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Elicitations } from './elicitations.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('the clock stands still while the count is over zero, and goes on where it stood', () => {
  const elicitations = new Elicitations();
  const run = vi.fn();
  elicitations.clock.after(1_000, run);
  vi.advanceTimersByTime(600);
  expect(elicitations.increment()).toBe(1);
  expect(elicitations.increment()).toBe(2);
  vi.advanceTimersByTime(60_000);
  expect(elicitations.decrement()).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(run).not.toHaveBeenCalled();
  expect(elicitations.decrement()).toBe(0);
  vi.advanceTimersByTime(399);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledOnce();
  elicitations.increment();
  elicitations.decrement();
  vi.advanceTimersByTime(60_000);
  expect(run).toHaveBeenCalledOnce();
});

test('what is asked for while it stands still begins when it goes on', () => {
  const elicitations = new Elicitations();
  const run = vi.fn();
  elicitations.increment();
  elicitations.clock.after(100, run);
  vi.advanceTimersByTime(5_000);
  elicitations.decrement();
  vi.advanceTimersByTime(99);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledOnce();
});

test('what was taken back never comes, before, during and after a pause', () => {
  const elicitations = new Elicitations();
  const run = vi.fn();
  elicitations.clock.after(100, run)();
  const cancel = elicitations.clock.after(100, run);
  elicitations.increment();
  cancel();
  elicitations.decrement();
  vi.advanceTimersByTime(1_000);
  expect(run).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test('a count below zero is refused, and changes nothing', () => {
  const elicitations = new Elicitations();
  expect(() => elicitations.decrement()).toThrow(
    expect.objectContaining({
      code: 'elicitation_count_zero',
      message: 'out-of-band elicitation count is already zero',
    }),
  );
  expect(elicitations.increment()).toBe(1);
});
