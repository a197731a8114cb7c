import type { SpawnRequest } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import type { Missing } from './probe.ts';

/** The plugin that errors are told in the name of. */
export const PLUGIN = 'tenon.sandbox-linux';

/** One way of confining commands. */
export interface Mechanism {
  readonly name: 'bubblewrap' | 'landlock';
  /** What it cannot keep from happening, or keeps from commands that need it: each a sentence. */
  readonly limits: readonly string[];
  /** What keeps it from working here; undefined when it works. Tried at the first call, once. */
  missing(): Missing | undefined;
  /** The command as it must be started. Called only when nothing is missing. Throws `sandbox_unavailable`. */
  wrap(command: SpawnRequest, request: SandboxRequest): SpawnRequest | Promise<SpawnRequest>;
}
