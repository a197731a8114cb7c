// What an administrator requires of the configuration. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { WebSearchMode } from './config-values.ts';
import { ApprovalsReviewer, AskForApproval, SandboxMode } from './permissions.ts';

export const ConfiguredHookHandler = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('command'),
    async: z.boolean(),
    command: z.string(),
    statusMessage: z.optional(z.nullable(z.string())),
    timeoutSec: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  }),
  z.object({ type: z.literal('prompt') }),
  z.object({ type: z.literal('agent') }),
]);
export type ConfiguredHookHandler = z.infer<typeof ConfiguredHookHandler>;

export const ConfiguredHookMatcherGroup = z.object({
  hooks: z.array(ConfiguredHookHandler),
  matcher: z.optional(z.nullable(z.string())),
});
export type ConfiguredHookMatcherGroup = z.infer<typeof ConfiguredHookMatcherGroup>;

export const ManagedHooksRequirements = z.object({
  PermissionRequest: z.array(ConfiguredHookMatcherGroup),
  PostToolUse: z.array(ConfiguredHookMatcherGroup),
  PreToolUse: z.array(ConfiguredHookMatcherGroup),
  SessionStart: z.array(ConfiguredHookMatcherGroup),
  Stop: z.array(ConfiguredHookMatcherGroup),
  UserPromptSubmit: z.array(ConfiguredHookMatcherGroup),
  managedDir: z.optional(z.nullable(z.string())),
  windowsManagedDir: z.optional(z.nullable(z.string())),
});
export type ManagedHooksRequirements = z.infer<typeof ManagedHooksRequirements>;

export const NetworkDomainPermission = z.enum(['allow', 'deny']);
export type NetworkDomainPermission = z.infer<typeof NetworkDomainPermission>;

export const NetworkUnixSocketPermission = z.enum(['allow', 'none']);
export type NetworkUnixSocketPermission = z.infer<typeof NetworkUnixSocketPermission>;

export const NetworkRequirements = z.object({
  allowLocalBinding: z.optional(z.nullable(z.boolean())),
  allowUnixSockets: z.optional(z.nullable(z.array(z.string()))),
  allowUpstreamProxy: z.optional(z.nullable(z.boolean())),
  allowedDomains: z.optional(z.nullable(z.array(z.string()))),
  dangerouslyAllowAllUnixSockets: z.optional(z.nullable(z.boolean())),
  dangerouslyAllowNonLoopbackProxy: z.optional(z.nullable(z.boolean())),
  deniedDomains: z.optional(z.nullable(z.array(z.string()))),
  domains: z.optional(z.nullable(z.record(z.string(), NetworkDomainPermission))),
  enabled: z.optional(z.nullable(z.boolean())),
  httpPort: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  managedAllowedDomainsOnly: z.optional(z.nullable(z.boolean())),
  socksPort: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  unixSockets: z.optional(z.nullable(z.record(z.string(), NetworkUnixSocketPermission))),
});
export type NetworkRequirements = z.infer<typeof NetworkRequirements>;

export const ResidencyRequirement = z.enum(['us']);
export type ResidencyRequirement = z.infer<typeof ResidencyRequirement>;

export const ConfigRequirements = z.object({
  allowedApprovalPolicies: z.optional(z.nullable(z.array(AskForApproval))),
  allowedApprovalsReviewers: z.optional(z.nullable(z.array(ApprovalsReviewer))),
  allowedSandboxModes: z.optional(z.nullable(z.array(SandboxMode))),
  allowedWebSearchModes: z.optional(z.nullable(z.array(WebSearchMode))),
  enforceResidency: z.optional(z.nullable(ResidencyRequirement)),
  featureRequirements: z.optional(z.nullable(z.record(z.string(), z.boolean()))),
  hooks: z.optional(z.nullable(ManagedHooksRequirements)),
  network: z.optional(z.nullable(NetworkRequirements)),
});
export type ConfigRequirements = z.infer<typeof ConfigRequirements>;

export const ConfigRequirementsReadResponse = z.object({ requirements: z.optional(z.nullable(ConfigRequirements)) });
export type ConfigRequirementsReadResponse = z.infer<typeof ConfigRequirementsReadResponse>;
