/** Why a turn ended before its model was done. */
export type AbortReason = 'interrupted' | 'replaced' | 'closed';

/** The reason put on a turn's signal. Plugins that honour the signal reject with it. */
export class TurnAborted extends Error {
  readonly reason: AbortReason;
  constructor(reason: AbortReason) {
    super(`the turn was ${reason}`);
    this.name = 'TurnAborted';
    this.reason = reason;
  }
}

/** Milliseconds that work which was told to stop may take to do so, before the turn ends without it. */
const abortGraceMs = 80;

/**
 * The work's result; once the signal aborts, the signal's reason, after the work settled or `graceMs` at the latest.
 * So a tool that cleans up is waited for, and one that does not listen cannot hold the turn.
 */
export function withGrace<T>(work: Promise<T>, signal: AbortSignal, graceMs: number = abortGraceMs): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) reject(signal.reason);
      else finish();
    };
    const onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}
