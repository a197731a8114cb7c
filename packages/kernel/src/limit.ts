import { failure } from './failure.ts';

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';

/** Settles as `value` does; rejects with `timeout` after `ms` milliseconds, or with the signal's reason. Free for what is no promise. */
export function limit<T>(value: T | PromiseLike<T>, ms: number, signal?: AbortSignal): T | Promise<T> {
  if (!isPromise(value)) return value;
  let done: (() => void) | undefined;
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal?.reason);
    const timer = setTimeout(() => reject(failure('timeout', undefined, `it took over ${ms} ms`)), ms);
    signal?.addEventListener('abort', stop);
    done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    value.then(resolve, reject);
  }).finally(done);
}
