// Requests for further permissions. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AdditionalFileSystemPermissions, AdditionalNetworkPermissions } from './permissions.ts';
import { AbsolutePathBuf } from './scalars.ts';

export const GrantedPermissionProfile = z.object({
  fileSystem: z.optional(z.nullable(AdditionalFileSystemPermissions)),
  network: z.optional(z.nullable(AdditionalNetworkPermissions)),
});
export type GrantedPermissionProfile = z.infer<typeof GrantedPermissionProfile>;

export const PermissionGrantScope = z.enum(['turn', 'session']);
export type PermissionGrantScope = z.infer<typeof PermissionGrantScope>;

export const RequestPermissionProfile = z.strictObject({
  fileSystem: z.optional(z.nullable(AdditionalFileSystemPermissions)),
  network: z.optional(z.nullable(AdditionalNetworkPermissions)),
});
export type RequestPermissionProfile = z.infer<typeof RequestPermissionProfile>;

export const PermissionsRequestApprovalParams = z.object({
  cwd: AbsolutePathBuf,
  itemId: z.string(),
  permissions: RequestPermissionProfile,
  reason: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  turnId: z.string(),
});
export type PermissionsRequestApprovalParams = z.infer<typeof PermissionsRequestApprovalParams>;

export const PermissionsRequestApprovalResponse = z.object({
  permissions: GrantedPermissionProfile,
  scope: z.optional(PermissionGrantScope),
  strictAutoReview: z.optional(z.nullable(z.boolean())),
});
export type PermissionsRequestApprovalResponse = z.infer<typeof PermissionsRequestApprovalResponse>;
