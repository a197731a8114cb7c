// Approval policies, sandbox policies and permission profiles, as the wire spells them. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AbsolutePathBuf } from './scalars.ts';

export const ApprovalsReviewer = z.enum(['user', 'auto_review', 'guardian_subagent']);
export type ApprovalsReviewer = z.infer<typeof ApprovalsReviewer>;

export const AskForApproval = z.union([
  z.enum(['untrusted', 'on-failure', 'on-request', 'never']),
  z.strictObject({
    granular: z.object({
      mcp_elicitations: z.boolean(),
      request_permissions: z.optional(z.boolean()),
      rules: z.boolean(),
      sandbox_approval: z.boolean(),
      skill_approval: z.optional(z.boolean()),
    }),
  }),
]);
export type AskForApproval = z.infer<typeof AskForApproval>;

export const SandboxMode = z.enum(['read-only', 'workspace-write', 'danger-full-access']);
export type SandboxMode = z.infer<typeof SandboxMode>;

export const NetworkAccess = z.enum(['restricted', 'enabled']);
export type NetworkAccess = z.infer<typeof NetworkAccess>;

export const SandboxPolicy = z.discriminatedUnion('type', [
  z.object({ type: z.literal('dangerFullAccess') }),
  z.object({ type: z.literal('readOnly'), networkAccess: z.optional(z.boolean()) }),
  z.object({ type: z.literal('externalSandbox'), networkAccess: z.optional(NetworkAccess) }),
  z.object({
    type: z.literal('workspaceWrite'),
    excludeSlashTmp: z.optional(z.boolean()),
    excludeTmpdirEnvVar: z.optional(z.boolean()),
    networkAccess: z.optional(z.boolean()),
    writableRoots: z.optional(z.array(AbsolutePathBuf)),
  }),
]);
export type SandboxPolicy = z.infer<typeof SandboxPolicy>;

export const FileSystemAccessMode = z.enum(['read', 'write', 'none']);
export type FileSystemAccessMode = z.infer<typeof FileSystemAccessMode>;

export const FileSystemSpecialPath = z.union([
  z.object({ kind: z.literal('root') }),
  z.object({ kind: z.literal('minimal') }),
  z.object({ kind: z.literal('project_roots'), subpath: z.optional(z.nullable(z.string())) }),
  z.object({ kind: z.literal('tmpdir') }),
  z.object({ kind: z.literal('slash_tmp') }),
  z.object({ kind: z.literal('unknown'), path: z.string(), subpath: z.optional(z.nullable(z.string())) }),
]);
export type FileSystemSpecialPath = z.infer<typeof FileSystemSpecialPath>;

export const FileSystemPath = z.discriminatedUnion('type', [
  z.object({ type: z.literal('path'), path: AbsolutePathBuf }),
  z.object({ type: z.literal('glob_pattern'), pattern: z.string() }),
  z.object({ type: z.literal('special'), value: FileSystemSpecialPath }),
]);
export type FileSystemPath = z.infer<typeof FileSystemPath>;

export const FileSystemSandboxEntry = z.object({ access: FileSystemAccessMode, path: FileSystemPath });
export type FileSystemSandboxEntry = z.infer<typeof FileSystemSandboxEntry>;

export const PermissionProfileFileSystemPermissions = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('restricted'),
    entries: z.array(FileSystemSandboxEntry),
    globScanMaxDepth: z.optional(z.nullable(z.int().check(z.minimum(1)))),
  }),
  z.object({ type: z.literal('unrestricted') }),
]);
export type PermissionProfileFileSystemPermissions = z.infer<typeof PermissionProfileFileSystemPermissions>;

export const PermissionProfileNetworkPermissions = z.object({ enabled: z.boolean() });
export type PermissionProfileNetworkPermissions = z.infer<typeof PermissionProfileNetworkPermissions>;

export const PermissionProfile = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('managed'),
    fileSystem: PermissionProfileFileSystemPermissions,
    network: PermissionProfileNetworkPermissions,
  }),
  z.object({ type: z.literal('disabled') }),
  z.object({ type: z.literal('external'), network: PermissionProfileNetworkPermissions }),
]);
export type PermissionProfile = z.infer<typeof PermissionProfile>;

export const PermissionProfileModificationParams = z.object({
  type: z.literal('additionalWritableRoot'),
  path: AbsolutePathBuf,
});
export type PermissionProfileModificationParams = z.infer<typeof PermissionProfileModificationParams>;

export const PermissionProfileSelectionParams = z.object({
  type: z.literal('profile'),
  id: z.string(),
  modifications: z.optional(z.nullable(z.array(PermissionProfileModificationParams))),
});
export type PermissionProfileSelectionParams = z.infer<typeof PermissionProfileSelectionParams>;

export const ActivePermissionProfileModification = z.object({
  type: z.literal('additionalWritableRoot'),
  path: AbsolutePathBuf,
});
export type ActivePermissionProfileModification = z.infer<typeof ActivePermissionProfileModification>;

export const ActivePermissionProfile = z.object({
  extends: z.optional(z.nullable(z.string())),
  id: z.string(),
  modifications: z.optional(z.array(ActivePermissionProfileModification)),
});
export type ActivePermissionProfile = z.infer<typeof ActivePermissionProfile>;

export const AdditionalFileSystemPermissions = z.object({
  entries: z.optional(z.nullable(z.array(FileSystemSandboxEntry))),
  globScanMaxDepth: z.optional(z.nullable(z.int().check(z.minimum(1)))),
  read: z.optional(z.nullable(z.array(AbsolutePathBuf))),
  write: z.optional(z.nullable(z.array(AbsolutePathBuf))),
});
export type AdditionalFileSystemPermissions = z.infer<typeof AdditionalFileSystemPermissions>;

export const AdditionalNetworkPermissions = z.object({ enabled: z.optional(z.nullable(z.boolean())) });
export type AdditionalNetworkPermissions = z.infer<typeof AdditionalNetworkPermissions>;

export const AdditionalPermissionProfile = z.object({
  fileSystem: z.optional(z.nullable(AdditionalFileSystemPermissions)),
  network: z.optional(z.nullable(AdditionalNetworkPermissions)),
});
export type AdditionalPermissionProfile = z.infer<typeof AdditionalPermissionProfile>;
