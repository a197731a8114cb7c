export interface ReconnectOptions {
  /** Attempts after a lost connection before the client gives up; default 20. */
  readonly attempts?: number;
  /** Milliseconds before the first attempt; it doubles with each; default 100. */
  readonly minDelayMs?: number;
  /** The longest wait between two attempts, in milliseconds; default 5000. */
  readonly maxDelayMs?: number;
}

export const reconnectDefaults: Required<ReconnectOptions> = { attempts: 20, minDelayMs: 100, maxDelayMs: 5000 };

/** Half of it is by chance, so that the clients of one server do not all come at once. */
export function retryDelay(attempt: number, { minDelayMs, maxDelayMs }: Required<ReconnectOptions>): number {
  const longest = Math.min(maxDelayMs, minDelayMs * 2 ** Math.min(attempt - 1, 30));
  return longest * (0.5 + Math.random() / 2);
}

/** Rejects with the signal's reason. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
