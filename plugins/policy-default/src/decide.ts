import type { PolicyDecision, PolicyRequest } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { SandboxPolicy } from '@tenon/protocol';
import { debugName, whenAsked } from './approval-policy.ts';
import { isDangerous } from './dangerous-command.ts';
import { isTriviallySafe } from './safe-command.ts';
import { isInWorkspace } from './workspace.ts';

type Command = Extract<ToolAction, { type: 'command' }>;

const FULL_ACCESS: SandboxPolicy = { type: 'dangerFullAccess' };
const CANNOT_ASK = 'but the approval policy allows nobody to be asked';
const MEND = 'Run with `--sandbox danger-full-access`, or install a plugin that provides a sandbox.';

/** Approval policy by sandbox policy, as Codex 0.128 was measured to decide. */
export function decide(request: PolicyRequest): PolicyDecision {
  const { action, sandboxPolicy } = request;
  if (action.type === 'command') return decideCommand(action, request);
  if (action.type === 'fileChange') return decideFileChange(isInWorkspace(action.changes, request), request);
  return { kind: 'run', sandboxPolicy };
}

function decideCommand(command: Command, request: PolicyRequest): PolicyDecision {
  const { approvalPolicy, sandboxPolicy, sandboxUnavailable } = request;
  const { escalate, script } = command;
  const confined = sandboxPolicy.type === 'readOnly' || sandboxPolicy.type === 'workspaceWrite';
  const safe = isTriviallySafe(command);
  if (escalate && approvalPolicy !== 'on-request') return forbidEscalation(request);

  const unconfined = sandboxUnavailable !== undefined;
  const granted = confined && (escalate || unconfined) ? FULL_ACCESS : sandboxPolicy;
  const reason = escalate ? command.justification : unconfined ? `${sandboxUnavailable} Run it without?` : undefined;
  if (isDangerous(script) && (confined || approvalPolicy !== 'never')) {
    return ask(request, granted, reason, `it removes files by force and needs approval, ${CANNOT_ASK}`);
  }
  if (escalate) return safe || !confined ? { kind: 'run', sandboxPolicy: granted } : ask(request, granted, reason);
  if (unconfined)
    return ask(request, granted, reason, `${sandboxUnavailable} It needs approval, ${CANNOT_ASK}. ${MEND}`);
  if (approvalPolicy === 'untrusted' && !safe) return ask(request, granted);
  return { kind: 'run', sandboxPolicy };
}

function decideFileChange(inWorkspace: boolean, request: PolicyRequest): PolicyDecision {
  const { approvalPolicy, sandboxPolicy } = request;
  const forbidden = `writing outside of the writable workspace needs approval, ${CANNOT_ASK}`;
  // The approval is for exactly these changes, so they are written wherever they go.
  if (!inWorkspace) return ask(request, FULL_ACCESS, undefined, forbidden);
  if (approvalPolicy === 'untrusted') return ask(request, sandboxPolicy);
  return { kind: 'run', sandboxPolicy };
}

/** Asks where the approval policy allows to; else forbids. */
function ask(
  { approvalPolicy }: PolicyRequest,
  sandboxPolicy: SandboxPolicy,
  reason?: string,
  forbidden = `it needs approval, ${CANNOT_ASK}`,
): PolicyDecision {
  if (whenAsked(approvalPolicy) === 'forbid') return { kind: 'forbid', reason: forbidden };
  return { kind: 'ask', sandboxPolicy, ...(reason !== undefined && { reason }) };
}

function forbidEscalation({ approvalPolicy }: PolicyRequest): PolicyDecision {
  const name = debugName(approvalPolicy);
  return {
    kind: 'forbid',
    reason: `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`,
  };
}
