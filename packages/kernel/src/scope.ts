import type { Scope } from '@tenon/plugin-api';
import { failure } from './failure.ts';
import { limit } from './limit.ts';

type OnError = (error: unknown) => void;

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

interface Node {
  readonly abort: () => void;
  readonly dispose: () => Promise<void>;
}

function build(name: string, onError: OnError, ms: number, parent?: Set<Node>): OwnScope {
  const controller = new AbortController();
  const children = new Set<Node>();
  const deferred = new Set<() => void | Promise<void>>();
  let late: Promise<void>[] | undefined = [];
  let disposed: Promise<void> | undefined;

  const attempt = async (work: () => void | Promise<void>) => {
    try {
      await limit(work(), ms, () =>
        failure('dispose_timeout', undefined, `work deferred in ${name} took over ${ms} ms`),
      );
    } catch (error) {
      onError(error);
    }
  };
  const drain = async () => {
    for (const child of [...children].reverse()) await child.dispose();
    for (const work of [...deferred].reverse()) if (deferred.delete(work)) await attempt(work);
    // What was deferred meanwhile ran at once; it is waited for.
    while (late?.length) await late.pop();
    late = undefined;
    parent?.delete(node);
  };
  const node: Node = {
    abort() {
      controller.abort();
      for (const child of children) child.abort();
    },
    dispose() {
      if (!disposed) {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        disposed = promise;
        node.abort();
        drain().then(resolve, reject);
      }
      return disposed;
    },
  };
  parent?.add(node);
  return {
    name,
    signal: controller.signal,
    defer(dispose) {
      const work = () => dispose();
      if (disposed) {
        const run = attempt(work);
        late?.push(run);
      } else deferred.add(work);
      return () => void deferred.delete(work);
    },
    child(childName, childOnError = onError) {
      const child = build(childName, childOnError, ms, children);
      if (disposed) {
        const run = child[Symbol.asyncDispose]() as Promise<void>;
        late?.push(run);
      }
      return child;
    },
    [Symbol.asyncDispose]: async () => node.dispose(),
  };
}

export const warn: OnError = (error) => process.emitWarning(error instanceof Error ? error : String(error));

/**
 * A scope without a parent. Disposing aborts the signals of it and its descendants, then disposes its children, then runs
 * its own deferred work, each last made first and one after another; it never rejects and may be called again.
 */
export function createScope(name: string, options: ScopeOptions = {}): Scope {
  return ownScope(name, options.onError, options.disposeTimeoutMs);
}

export const ownScope = (name: string, onError: OnError = warn, ms = 10_000): OwnScope => build(name, onError, ms);
