// What only Windows has. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AbsolutePathBuf } from './scalars.ts';

export const WindowsSandboxSetupMode = z.enum(['elevated', 'unelevated']);
export type WindowsSandboxSetupMode = z.infer<typeof WindowsSandboxSetupMode>;

export const WindowsSandboxSetupCompletedNotification = z.object({
  error: z.optional(z.nullable(z.string())),
  mode: WindowsSandboxSetupMode,
  success: z.boolean(),
});
export type WindowsSandboxSetupCompletedNotification = z.infer<typeof WindowsSandboxSetupCompletedNotification>;

export const WindowsSandboxSetupStartParams = z.object({
  cwd: z.optional(z.nullable(AbsolutePathBuf)),
  mode: WindowsSandboxSetupMode,
});
export type WindowsSandboxSetupStartParams = z.infer<typeof WindowsSandboxSetupStartParams>;

export const WindowsSandboxSetupStartResponse = z.object({ started: z.boolean() });
export type WindowsSandboxSetupStartResponse = z.infer<typeof WindowsSandboxSetupStartResponse>;

export const WindowsWorldWritableWarningNotification = z.object({
  extraCount: z.int().check(z.minimum(0)),
  failedScan: z.boolean(),
  samplePaths: z.array(z.string()),
});
export type WindowsWorldWritableWarningNotification = z.infer<typeof WindowsWorldWritableWarningNotification>;
