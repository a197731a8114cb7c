import type { AskForApproval, SandboxPolicy } from '@tenon/protocol';
import { service } from './point.ts';
import type { ToolAction } from './tool.ts';

export interface PolicyRequest {
  readonly action: ToolAction;
  readonly approvalPolicy: AskForApproval;
  readonly sandboxPolicy: SandboxPolicy;
  readonly cwd: string;
  /** `$TMPDIR` of the environment. */
  readonly tmpdir: string;
  /** Why the sandbox cannot confine a command under `sandboxPolicy`; undefined when it can. */
  readonly sandboxUnavailable: string | undefined;
}

/** What is to happen with a call: run it, ask first, or refuse it. `sandboxPolicy` is what it then runs under. */
export type PolicyDecision =
  | { readonly kind: 'run'; readonly sandboxPolicy: SandboxPolicy }
  | { readonly kind: 'ask'; readonly reason?: string; readonly sandboxPolicy: SandboxPolicy }
  | { readonly kind: 'forbid'; readonly reason: string };

export interface Policy {
  decide(request: PolicyRequest): PolicyDecision | Promise<PolicyDecision>;
}

/** Decides when a person is asked. */
export const policy = service<Policy>()('policy', 'policy/v1');
