import type { PolicyDecision, PolicyRequest } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { PermissionProfile } from '@tenon/protocol';
import { escalatedProfile } from '@tenon/sandboxing';
import { debugName, whenAsked } from './approval-policy.ts';
import { isDangerous } from './dangerous-command.ts';
import { isTriviallySafe } from './safe-command.ts';

type Command = Extract<ToolAction, { type: 'command' }>;

const CANNOT_ASK = 'but the approval policy allows nobody to be asked';
const MEND = 'Run with `--sandbox danger-full-access`, or install a plugin that provides a sandbox.';

/** Approval policy by sandbox policy, as Codex 0.128 was measured to decide. */
export function decide(request: PolicyRequest): PolicyDecision {
  const { action, profile } = request;
  if (action.type === 'command') return decideCommand(action, request);
  if (action.type === 'fileChange') return decideFileChange(request);
  return { kind: 'run', profile };
}

function decideCommand(command: Command, request: PolicyRequest): PolicyDecision {
  const { approvalPolicy, profile, sandboxUnavailable } = request;
  const { escalate, script } = command;
  const confined = profile.type === 'managed';
  const safe = isTriviallySafe(command);
  if (escalate && approvalPolicy !== 'on-request') return forbidEscalation(request);

  const unconfined = sandboxUnavailable !== undefined;
  const granted = confined && (escalate || unconfined) ? escalatedProfile(profile) : profile;
  const reason = escalate ? command.justification : unconfined ? `${sandboxUnavailable} Run it without?` : undefined;
  if (isDangerous(script) && (confined || approvalPolicy !== 'never')) {
    return ask(request, granted, reason, `it removes files by force and needs approval, ${CANNOT_ASK}`);
  }
  if (escalate) return safe || !confined ? { kind: 'run', profile: granted } : ask(request, granted, reason);
  if (unconfined)
    return ask(request, granted, reason, `${sandboxUnavailable} It needs approval, ${CANNOT_ASK}. ${MEND}`);
  if (approvalPolicy === 'untrusted' && !safe) return ask(request, granted);
  return { kind: 'run', profile };
}

function decideFileChange(request: PolicyRequest): PolicyDecision {
  const { approvalPolicy, profile, withinProfile } = request;
  const forbidden = `writing outside of the writable workspace needs approval, ${CANNOT_ASK}`;
  // The approval is for exactly these changes, so they are written wherever they go.
  if (!withinProfile) return ask(request, escalatedProfile(profile), undefined, forbidden);
  if (approvalPolicy === 'untrusted') return ask(request, profile);
  return { kind: 'run', profile };
}

/** Asks where the approval policy allows to; else forbids. */
function ask(
  { approvalPolicy }: PolicyRequest,
  profile: PermissionProfile,
  reason?: string,
  forbidden = `it needs approval, ${CANNOT_ASK}`,
): PolicyDecision {
  if (whenAsked(approvalPolicy) === 'forbid') return { kind: 'forbid', reason: forbidden };
  return { kind: 'ask', profile, ...(reason !== undefined && { reason }) };
}

function forbidEscalation({ approvalPolicy }: PolicyRequest): PolicyDecision {
  const name = debugName(approvalPolicy);
  return {
    kind: 'forbid',
    reason: `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`,
  };
}
