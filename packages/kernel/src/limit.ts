const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';

/** Settles as `value` does; rejects with `late()` after `ms` milliseconds, or with the signal's reason. Free for what is no promise. */
function limit<T>(value: T | PromiseLike<T>, ms: number, late: () => unknown, signal?: AbortSignal): T | Promise<T> {
  if (!isPromise(value)) return value;
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  return new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
    stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop);
    Promise.resolve(value).then(resolve, reject);
  }).finally(() => {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener('abort', stop);
  });
}

export { isPromise, limit };
