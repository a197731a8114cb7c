import type { Hook, TenonError } from '@tenon/plugin-api';
import { failure, words } from './failure.ts';
import { limit } from './limit.ts';
import type { Claim, HookAnswer, Problem } from './types.ts';

/** A copy that nobody can write to. What is no plain data (a Uint8Array, say) is passed as it is. */
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  const prototype = Object.getPrototypeOf(value);
  // Plain objects of another realm count, too.
  if (prototype && Object.getPrototypeOf(prototype)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, frozen(part)])));
}

/** What of a result the host would not honour. */
function unhonoured(
  { mode, honours }: Pick<Hook<unknown, unknown>, 'mode' | 'honours'>,
  result: unknown,
): string | undefined {
  if (mode === 'observe') return 'a result, but only observes';
  const { kind } = (result ?? {}) as { kind?: unknown };
  const fields = typeof kind === 'string' && Object.hasOwn(honours, kind) ? honours[kind] : undefined;
  if (!fields) return `the kind ${String(kind)} (possible: ${Object.keys(honours).join(', ')})`;
  const field = Object.keys(result as object).find((key) => !fields.includes(key));
  return field && `the field ${field} (${String(kind)} has: ${fields.join(', ')})`;
}

/** Asks the handlers of one hook about one event. */
export async function ask<E, R>(
  hook: Hook<E, R>,
  claims: readonly Claim[],
  event: E,
  signal: AbortSignal | undefined,
  onProblem: (problem: Problem) => void,
): Promise<readonly HookAnswer<R>[]> {
  let seen: unknown;
  const askOne = async (claim: Claim): Promise<readonly HookAnswer<R>[]> => {
    signal?.throwIfAborted();
    const { plugin, handler, closed } = claim;
    const ms = claim.timeoutMs ?? hook.timeoutMs ?? 60_000;
    const controller = new AbortController();
    let own: TenonError | undefined;
    const fault = (code: string, what: string, cause?: unknown) => {
      own = failure(code, plugin, `the ${hook.id} handler of ${plugin} ${what}`, undefined, cause);
      return own;
    };
    try {
      seen ??= frozen(event);
      const result = await limit(
        handler(seen as never, { signal: controller.signal }),
        ms,
        () => fault('hook_timeout', `took over ${ms} ms`),
        signal,
      );
      if (result === undefined) return [];
      const wrong = unhonoured(hook, result);
      if (wrong) throw fault('hook_result_refused', `returned ${wrong}`);
      return [{ plugin, result: result as R }];
    } catch (thrown) {
      controller.abort(thrown);
      signal?.throwIfAborted();
      const error = thrown === own && own ? own : fault('hook_failed', `failed: ${words(thrown)}`, thrown);
      onProblem({ plugin, point: hook.id, name: hook.id, error });
      if (!closed && hook.onError === 'open') return [];
      if (!hook.denied) throw error;
      return [{ plugin, result: hook.denied(error.message) }];
    }
  };
  if (hook.mode === 'observe') {
    await Promise.all(claims.map(askOne));
    return [];
  }
  const answers: HookAnswer<R>[] = [];
  for (const claim of claims)
    for (const answer of await askOne(claim)) {
      answers.push(answer);
      if (hook.mode === 'first' || hook.final?.(answer.result)) return answers;
    }
  return answers;
}
