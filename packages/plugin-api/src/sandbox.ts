import type { PermissionProfile } from '@tenon/protocol';
import type { FileSystem, SpawnRequest } from './environment.ts';
import { service } from './point.ts';

/** What a command or a file change may touch. */
export interface SandboxRequest {
  /** Its special paths are symbolic: bind them with `@tenon/sandboxing`, in this place, with links resolved. */
  readonly profile: PermissionProfile;
  /** The workspace: what `:project_roots` stands for. Absolute. */
  readonly cwd: string;
  /** `$TMPDIR` of the environment. */
  readonly tmpdir: string;
}

/** One way of confining that was looked for on this machine. */
export interface SandboxMechanism {
  /** Such as `bubblewrap` or `landlock`. */
  readonly name: string;
  /** Why it cannot be used, and the mend; undefined when it can. */
  readonly missing?: string;
  /** What it cannot keep from happening, each a sentence. */
  readonly limits?: readonly string[];
}

export interface Sandbox {
  /** Shown in reports, such as `none` or `bubblewrap`. */
  readonly name: string;
  /** Why a command under that profile cannot be confined here; undefined when it can (or needs no confinement). */
  unavailable(profile: PermissionProfile): string | undefined;
  /** The command as it must be started. Throws `sandbox_unavailable`; it never falls back to an unconfined command. */
  wrap(command: SpawnRequest, request: SandboxRequest): SpawnRequest | Promise<SpawnRequest>;
  /** The same files, with what the profile forbids refused (`sandbox_denied`). */
  files(files: FileSystem, request: SandboxRequest): FileSystem;
  /** What it knows of, the one in use first. */
  mechanisms?(): readonly SandboxMechanism[];
}

/** Confines what tools do. */
export const sandbox = service<Sandbox>()('sandbox', 'sandbox/v1');
