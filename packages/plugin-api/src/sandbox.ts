import type { SandboxPolicy } from '@tenon/protocol';
import type { FileSystem, SpawnRequest } from './environment.ts';
import { service } from './point.ts';

/** What a command or a file change may touch. */
export interface SandboxRequest {
  readonly policy: SandboxPolicy;
  /** The workspace: what `workspaceWrite` lets be written besides its roots. */
  readonly cwd: string;
  /** `$TMPDIR` of the environment. */
  readonly tmpdir: string;
}

export interface Sandbox {
  /** Shown in reports, such as `none` or `bubblewrap`. */
  readonly name: string;
  /** Why a command under that policy cannot be confined here; undefined when it can (or needs no confinement). */
  unavailable(policy: SandboxPolicy): string | undefined;
  /** The command as it must be started. Throws `sandbox_unavailable`; it never falls back to an unconfined command. */
  wrap(command: SpawnRequest, request: SandboxRequest): SpawnRequest | Promise<SpawnRequest>;
  /** The same files, with what the policy forbids refused (`sandbox_denied`). */
  files(files: FileSystem, request: SandboxRequest): FileSystem;
}

/** Confines what tools do. */
export const sandbox = service<Sandbox>()('sandbox', 'sandbox/v1');
