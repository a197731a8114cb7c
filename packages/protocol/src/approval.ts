// Requests the server sends to a client, and their answers. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import { CommandAction } from './item.ts';
import { AdditionalPermissionProfile } from './permissions.ts';
import { AbsolutePathBuf, RequestId } from './scalars.ts';

export const NetworkPolicyRuleAction = z.enum(['allow', 'deny']);
export type NetworkPolicyRuleAction = z.infer<typeof NetworkPolicyRuleAction>;

export const NetworkPolicyAmendment = z.object({ action: NetworkPolicyRuleAction, host: z.string() });
export type NetworkPolicyAmendment = z.infer<typeof NetworkPolicyAmendment>;

export const CommandExecutionApprovalDecision = z.union([
  z.literal('accept'),
  z.literal('acceptForSession'),
  z.strictObject({ acceptWithExecpolicyAmendment: z.object({ execpolicy_amendment: z.array(z.string()) }) }),
  z.strictObject({ applyNetworkPolicyAmendment: z.object({ network_policy_amendment: NetworkPolicyAmendment }) }),
  z.literal('decline'),
  z.literal('cancel'),
]);
export type CommandExecutionApprovalDecision = z.infer<typeof CommandExecutionApprovalDecision>;

export const NetworkApprovalProtocol = z.enum(['http', 'https', 'socks5Tcp', 'socks5Udp']);
export type NetworkApprovalProtocol = z.infer<typeof NetworkApprovalProtocol>;

export const NetworkApprovalContext = z.object({ host: z.string(), protocol: NetworkApprovalProtocol });
export type NetworkApprovalContext = z.infer<typeof NetworkApprovalContext>;

export const CommandExecutionRequestApprovalParams = z.object({
  additionalPermissions: experimental(z.nullable(AdditionalPermissionProfile)),
  approvalId: z.optional(z.nullable(z.string())),
  availableDecisions: experimental(z.nullable(z.array(CommandExecutionApprovalDecision))),
  command: z.optional(z.nullable(z.string())),
  commandActions: z.optional(z.nullable(z.array(CommandAction))),
  cwd: z.optional(z.nullable(AbsolutePathBuf)),
  itemId: z.string(),
  networkApprovalContext: z.optional(z.nullable(NetworkApprovalContext)),
  proposedExecpolicyAmendment: z.optional(z.nullable(z.array(z.string()))),
  proposedNetworkPolicyAmendments: z.optional(z.nullable(z.array(NetworkPolicyAmendment))),
  reason: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  turnId: z.string(),
});
export type CommandExecutionRequestApprovalParams = z.infer<typeof CommandExecutionRequestApprovalParams>;

export const CommandExecutionRequestApprovalResponse = z.object({ decision: CommandExecutionApprovalDecision });
export type CommandExecutionRequestApprovalResponse = z.infer<typeof CommandExecutionRequestApprovalResponse>;

export const FileChangeRequestApprovalParams = z.object({
  grantRoot: z.optional(z.nullable(z.string())),
  itemId: z.string(),
  reason: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  turnId: z.string(),
});
export type FileChangeRequestApprovalParams = z.infer<typeof FileChangeRequestApprovalParams>;

export const FileChangeApprovalDecision = z.enum(['accept', 'acceptForSession', 'decline', 'cancel']);
export type FileChangeApprovalDecision = z.infer<typeof FileChangeApprovalDecision>;

export const FileChangeRequestApprovalResponse = z.object({ decision: FileChangeApprovalDecision });
export type FileChangeRequestApprovalResponse = z.infer<typeof FileChangeRequestApprovalResponse>;

export const ServerRequestResolvedNotification = z.object({ requestId: RequestId, threadId: z.string() });
export type ServerRequestResolvedNotification = z.infer<typeof ServerRequestResolvedNotification>;
