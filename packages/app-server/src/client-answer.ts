import type { ServerRequestMethod, ServerRequests } from '@tenon/protocol';
import { serverRequestSchemas } from '@tenon/protocol/schemas';

/** Words of the first version of the wire, which older clients still answer with. */
const legacyWords: Readonly<Record<string, string>> = {
  approved: 'accept',
  approved_for_session: 'acceptForSession',
  denied: 'decline',
  timed_out: 'decline',
  abort: 'cancel',
};

/** An answer to an approval in today's words; any other answer as it is. */
function inTodaysWords(method: ServerRequestMethod, result: unknown): unknown {
  if (method !== 'item/commandExecution/requestApproval' && method !== 'item/fileChange/requestApproval') return result;
  const { decision } = Object(result) as { decision?: unknown };
  if (typeof decision === 'string') {
    return Object.hasOwn(legacyWords, decision) ? { decision: legacyWords[decision] } : result;
  }
  const { approved_execpolicy_amendment: rules, network_policy_amendment: network } = Object(decision) as Readonly<
    Record<string, { readonly proposed_execpolicy_amendment?: unknown } | undefined>
  >;
  if (rules) {
    const amendment = { execpolicy_amendment: rules.proposed_execpolicy_amendment };
    return { decision: { acceptWithExecpolicyAmendment: amendment } };
  }
  return network ? { decision: { applyNetworkPolicyAmendment: network } } : result;
}

/** Reads what clients answer to one kind of request. Its schema is loaded at once, so that no answer waits for it long. */
export function answerReader<M extends ServerRequestMethod>(
  method: M,
): (result: unknown) => Promise<ServerRequests[M]['result']> {
  const loading = serverRequestSchemas[method].result();
  // Whoever reads an answer is told.
  loading.catch(() => {});
  return async (result) => {
    const schema = await loading;
    const read = await schema['~standard'].validate(inTodaysWords(method, result));
    if (read.issues) {
      const [issue] = read.issues;
      throw new Error(
        `the client's answer to ${method} is malformed: ${issue?.message ?? 'it does not fit its schema'}`,
      );
    }
    return read.value as ServerRequests[M]['result'];
  };
}
