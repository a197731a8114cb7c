import type { Scope } from '@tenon/plugin-api';
import { limit } from './limit.ts';

type OnError = (error: unknown) => void;
type Work = () => void | Promise<void>;

export interface ScopeOptions {
  /** Told of each error of a disposer, here and in children. Default: `process.emitWarning`. */
  readonly onError?: OnError;
  /** Milliseconds each deferred work may take before the next one runs. Default 10,000. */
  readonly disposeTimeoutMs?: number;
}

/** A scope whose children may report to someone else. */
export interface OwnScope extends Scope {
  child(name: string, onError?: OnError): OwnScope;
}

export const warn: OnError = (error) => process.emitWarning(error instanceof Error ? error : String(error));

/**
 * A scope without a parent. Disposing aborts the signals of it and its descendants, then disposes its children, then runs
 * its own deferred work, each last made first and one after another; it never rejects and may be called again.
 */
export const createScope = (name: string, { onError = warn, disposeTimeoutMs = 10_000 }: ScopeOptions = {}): Scope =>
  makeScope(name, onError, disposeTimeoutMs);

export function makeScope(
  name: string,
  onError: OnError,
  ms: number,
  parent?: AbortSignal,
  siblings?: Set<Work>,
): OwnScope {
  const controller = new AbortController();
  const { signal } = controller;
  const children = new Set<Work>();
  const deferred = new Set<Work>();
  let disposed: Promise<void> | undefined;

  const abort = () => controller.abort();
  const attempt = async (work: Work) => {
    try {
      await limit(work(), ms);
    } catch (error) {
      onError(error);
    }
  };
  const drain = async () => {
    for (const works of [children, deferred])
      while (works.size)
        for (const work of [...works].reverse())
          if (works.delete(work)) await (works === children ? work() : attempt(work));
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
      // What comes too late runs at once, and is waited for.
      const late = signal.aborted && attempt(given);
      const work = () => late || given();
      deferred.add(work);
      return () => deferred.delete(work);
    },
    child: (childName, childOnError = onError) => makeScope(childName, childOnError, ms, signal, children),
    [Symbol.asyncDispose]: dispose,
  };
}
