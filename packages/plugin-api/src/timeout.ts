import { tenonError } from './error.ts';

/**
 * Settles as `value` does; rejects with `timeout` after `ms` milliseconds, or with the signal's reason once that is aborted.
 * What is no promise is given back as it is.
 */
export function withTimeout<T>(value: T | PromiseLike<T>, ms: number, signal?: AbortSignal): T | Promise<T> {
  const promise = value as PromiseLike<T> | undefined;
  if (typeof promise?.then !== 'function') return value as T;
  let done: (() => void) | undefined;
  return new Promise<T>((resolve, reject) => {
    const stop = () =>
      reject(signal?.aborted ? signal.reason : tenonError({ code: 'timeout', message: `it took over ${ms} ms` }));
    const timer = setTimeout(stop, ms);
    signal?.addEventListener('abort', stop);
    done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    promise.then(resolve, reject);
  }).finally(done);
}
