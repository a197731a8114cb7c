import { type Hook, unhonoured, withTimeout } from '@tenon/plugin-api';
import type { Claim, HookAnswer, Report } from './types.ts';

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
    const plugin = claim.entry.id;
    const controller = new AbortController();
    let code: string | undefined;
    try {
      // A copy that nobody can write to: what is done to the event meanwhile, here or elsewhere, changes nothing.
      seen ??= JSON.parse(JSON.stringify(event), (_, value) => Object.freeze(value));
      const given = claim.handler(seen as never, { signal: controller.signal });
      const result = await withTimeout(given, claim.timeoutMs ?? hook.timeoutMs ?? 60_000, signal);
      if (result === undefined) return;
      const wrong = unhonoured(hook, result);
      if (!wrong) return { plugin, result: result as R };
      code = 'hook_result_refused';
      throw new Error(wrong);
    } catch (thrown) {
      controller.abort(thrown);
      signal?.throwIfAborted();
      const error = report(claim, thrown, code);
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
