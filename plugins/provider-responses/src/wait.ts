/** Waits, and ends at once with the signal's reason when that is aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** The promise, or the signal's reason as soon as that is aborted. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Milliseconds before retry number `attempt` (1: the first): 200 ms, doubled each time, ±10 %. `random`: 0 to 1. */
export function backoff(attempt: number, random: number): number {
  const jitter = 0.9 + 0.2 * random;
  return Math.round(Math.min(200 * 2 ** (attempt - 1), 60_000) * jitter);
}
