import { expect } from 'vitest';
import { StoreRefusal } from './store-process.ts';

/** That a process of the store is refused with one of these codes, in words that say what to do. */
export async function expectRefusal(call: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof StoreRefusal))
    throw thrown ?? new Error(`nothing was thrown, where ${codes.join(' or ')} is due`);
  expect(codes, thrown.message).toContain(thrown.code);
  expect(thrown.mend, `the mend of: ${thrown.message}`).toBeTruthy();
}
