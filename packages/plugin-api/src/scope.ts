import { withTimeout } from './timeout.ts';

export interface ScopeOptions {
  /** Told of each error of deferred work, here and in children. Default: the parent's, else `process.emitWarning`. */
  readonly onError?: (error: unknown) => void;
  /** Milliseconds each deferred work may take before the next one runs. Default: the parent's, else 10,000. */
  readonly disposeTimeoutMs?: number;
}

/**
 * The owner of whatever was made in it: host, thread or turn. Nothing outlives its scope.
 * Disposing aborts `signal` and those of all descendants, then disposes the children, then runs the deferred work, each
 * last made first and one after another. It never rejects; doing it again waits for the same end.
 */
export interface Scope extends AsyncDisposable {
  readonly name: string;
  /** Aborted when the scope is disposed, or its parent is. */
  readonly signal: AbortSignal;
  /** Runs when the scope is disposed; at once when it already was. Returns a function that takes it back. */
  defer(dispose: () => void | Promise<void>): () => void;
  child(name: string, options?: ScopeOptions): Scope;
}

type Work = () => Promise<void>;

function make(
  name: string,
  { onError, disposeTimeoutMs: ms }: Required<ScopeOptions>,
  parent?: AbortSignal,
  siblings?: Set<Work>,
): Scope {
  const controller = new AbortController();
  const { signal } = controller;
  const children = new Set<Work>();
  const deferred = new Set<Work>();
  let disposed: Promise<void> | undefined;

  const abort = () => controller.abort();
  const drain = async () => {
    for (const works of [children, deferred])
      while (works.size) for (const work of [...works].reverse()) if (works.delete(work)) await work();
    siblings?.delete(dispose);
  };
  const dispose = async () => {
    abort();
    disposed ??= drain();
    await disposed;
  };
  parent?.addEventListener('abort', abort, { signal });
  if (parent?.aborted) abort();
  siblings?.add(dispose);
  return {
    name,
    signal,
    defer(given) {
      const run = async () => {
        try {
          await withTimeout(given(), ms);
        } catch (error) {
          onError(error);
        }
      };
      // What comes too late runs at once, and is waited for.
      const late = signal.aborted && run();
      const work = () => late || run();
      deferred.add(work);
      return () => void deferred.delete(work);
    },
    child: (childName, options) => make(childName, { onError, disposeTimeoutMs: ms, ...options }, signal, children),
    [Symbol.asyncDispose]: dispose,
  };
}

/** A scope without a parent. */
export const createScope = (name: string, options?: ScopeOptions): Scope =>
  make(name, {
    onError: (error) => process.emitWarning(error instanceof Error ? error : String(error)),
    disposeTimeoutMs: 10_000,
    ...options,
  });
