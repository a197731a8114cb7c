import type { Hook, HookRules } from '@tenon/plugin-api';
import { limit } from './limit.ts';
import type { Claim, HookAnswer, Report } from './types.ts';

/** A copy that nobody can write to. What is no plain data (a Uint8Array, say) is passed as it is. */
function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return Object.freeze(Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, frozen(part)])));
}

/** What of a result the host would not honour. */
function unhonoured({ honours }: Pick<HookRules<unknown>, 'honours'>, result: unknown): string | undefined {
  const { kind } = Object(result);
  const fields = Object.hasOwn(honours, kind) ? honours[kind] : undefined;
  const field = Object.keys(Object(result)).find((key) => !fields?.includes(key));
  if (fields && !field) return;
  return `a result of kind ${kind} ${fields ? `with ${field} ` : ''}is not honoured, only ${JSON.stringify(honours)}`;
}

/** Asks the handlers of one hook about one event. */
export async function ask<E, R>(
  hook: Hook<E, R>,
  claims: readonly Claim[],
  event: E,
  signal: AbortSignal | undefined,
  report: Report,
): Promise<readonly HookAnswer<R>[]> {
  let seen: unknown;
  const askOne = async (claim: Claim): Promise<HookAnswer<R> | undefined> => {
    signal?.throwIfAborted();
    const { plugin } = claim;
    const controller = new AbortController();
    let code = 'hook_failed';
    try {
      seen ??= frozen(event);
      const given = claim.handler(seen as never, { signal: controller.signal });
      const result = await limit(given, claim.timeoutMs ?? hook.timeoutMs ?? 60_000, signal);
      if (result === undefined) return;
      const wrong = unhonoured(hook, result);
      if (!wrong) return { plugin, result: result as R };
      code = 'hook_result_refused';
      throw new Error(wrong);
    } catch (thrown) {
      controller.abort(thrown);
      signal?.throwIfAborted();
      const error = report(claim, code, thrown);
      if (claim.onError !== 'closed' && hook.onError === 'open') return;
      if (!hook.denied) throw error;
      return { plugin, result: hook.denied(error.message) };
    }
  };
  const answers: HookAnswer<R>[] = [];
  if (hook.mode === 'observe') await Promise.all(claims.map(askOne));
  else
    for (const claim of claims) {
      const answer = await askOne(claim);
      if (answer) answers.push(answer);
      if (answer && (hook.mode === 'first' || hook.final?.(answer.result))) break;
    }
  return answers;
}
