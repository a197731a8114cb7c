import type { AskForApproval, PermissionProfile } from '@tenon/protocol';
import { service } from './point.ts';
import type { ToolAction } from './tool.ts';

export interface PolicyRequest {
  /** `additionalPermissions` of a command are absolute paths, links resolved; what was granted before is left out. */
  readonly action: ToolAction;
  /** Of a file change: whether the profile lets all of it be written, links resolved. */
  readonly withinProfile: boolean;
  readonly approvalPolicy: AskForApproval;
  /** What is in force: the thread's, with what was granted for its turn and session. */
  readonly profile: PermissionProfile;
  readonly cwd: string;
  /** `$TMPDIR` of the environment. */
  readonly tmpdir: string;
  /** Why the sandbox cannot confine a command under `profile`; undefined when it can. */
  readonly sandboxUnavailable: string | undefined;
}

/** A rule that a person may add so as not to be asked again. */
export interface PolicyAmendment {
  /** The first words of the commands that it allows. */
  readonly prefix: readonly string[];
  /** What it would also allow, one sentence each. */
  readonly alsoAllows: readonly string[];
}

interface Decided {
  /** What decided, for the log: a rule and its file, or the part of the policy. */
  readonly because?: string;
}

/** What is to happen with a call: run it, ask first, or refuse it. `profile` is what it then runs under. */
export type PolicyDecision =
  | (Decided & {
      readonly kind: 'run';
      readonly profile: PermissionProfile;
      /** What a person may be asked to run it under again, should the sandbox stop it. */
      readonly retry?: PermissionProfile;
    })
  | (Decided & {
      readonly kind: 'ask';
      readonly reason?: string;
      readonly profile: PermissionProfile;
      readonly amendment?: PolicyAmendment;
    })
  | (Decided & { readonly kind: 'forbid'; readonly reason: string });

export interface Policy {
  decide(request: PolicyRequest): PolicyDecision | Promise<PolicyDecision>;
  /** Keeps an amendment for good. Resolves with the file that has it. Absent: amendments are not kept. */
  amend?(amendment: PolicyAmendment, place: { readonly cwd: string }): Promise<string>;
}

/** Decides when a person is asked. */
export const policy = service<Policy>()('policy', 'policy/v1');
