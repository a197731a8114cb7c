import { expect } from 'vitest';
import { StoreRefusal } from './store-process.ts';

/** That a process of the store is refused with this code, in words that say what to do. */
export async function expectRefusal(call: Promise<unknown>, code: string): Promise<void> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof StoreRefusal)) throw thrown ?? new Error(`nothing was thrown, where ${code} is due`);
  expect(thrown.code, `${thrown.message}`).toBe(code);
  expect(thrown.mend, `the mend of: ${thrown.message}`).toBeTruthy();
}
