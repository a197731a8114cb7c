// Commands outside any thread. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import { int64 } from './int64.ts';
import { PermissionProfile, SandboxPolicy } from './permissions.ts';

export const CommandExecOutputStream = z.enum(['stdout', 'stderr']);
export type CommandExecOutputStream = z.infer<typeof CommandExecOutputStream>;

export const CommandExecOutputDeltaNotification = z.object({
  capReached: z.boolean(),
  deltaBase64: z.string(),
  processId: z.string(),
  stream: CommandExecOutputStream,
});
export type CommandExecOutputDeltaNotification = z.infer<typeof CommandExecOutputDeltaNotification>;

export const CommandExecTerminalSize = z.object({
  cols: z.int().check(z.minimum(0)),
  rows: z.int().check(z.minimum(0)),
});
export type CommandExecTerminalSize = z.infer<typeof CommandExecTerminalSize>;

export const CommandExecParams = z.object({
  command: z.array(z.string()),
  cwd: z.optional(z.nullable(z.string())),
  disableOutputCap: z.optional(z.boolean()),
  disableTimeout: z.optional(z.boolean()),
  env: z.optional(z.nullable(z.record(z.string(), z.nullable(z.string())))),
  outputBytesCap: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  permissionProfile: experimental(z.nullable(PermissionProfile)),
  processId: z.optional(z.nullable(z.string())),
  sandboxPolicy: z.optional(z.nullable(SandboxPolicy)),
  size: z.optional(z.nullable(CommandExecTerminalSize)),
  streamStdin: z.optional(z.boolean()),
  streamStdoutStderr: z.optional(z.boolean()),
  timeoutMs: z.optional(z.nullable(int64())),
  tty: z.optional(z.boolean()),
});
export type CommandExecParams = z.infer<typeof CommandExecParams>;

export const CommandExecResizeParams = z.object({ processId: z.string(), size: CommandExecTerminalSize });
export type CommandExecResizeParams = z.infer<typeof CommandExecResizeParams>;

export const CommandExecResizeResponse = z.object({});
export type CommandExecResizeResponse = z.infer<typeof CommandExecResizeResponse>;

export const CommandExecResponse = z.object({ exitCode: z.int(), stderr: z.string(), stdout: z.string() });
export type CommandExecResponse = z.infer<typeof CommandExecResponse>;

export const CommandExecTerminateParams = z.object({ processId: z.string() });
export type CommandExecTerminateParams = z.infer<typeof CommandExecTerminateParams>;

export const CommandExecTerminateResponse = z.object({});
export type CommandExecTerminateResponse = z.infer<typeof CommandExecTerminateResponse>;

export const CommandExecWriteParams = z.object({
  closeStdin: z.optional(z.boolean()),
  deltaBase64: z.optional(z.nullable(z.string())),
  processId: z.string(),
});
export type CommandExecWriteParams = z.infer<typeof CommandExecWriteParams>;

export const CommandExecWriteResponse = z.object({});
export type CommandExecWriteResponse = z.infer<typeof CommandExecWriteResponse>;
