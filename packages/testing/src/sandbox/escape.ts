import type { Process } from '@tenon/plugin-api/environment';
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { spawn } from '../machine.ts';
import { createOutside, type Outside } from './outside.ts';

/** One way out of a sandbox: what is tried, and what must not have come of it. */
export interface Escape {
  readonly name: string;
  /** For `/bin/sh`, in the workspace. It may use the variables of `Outside`, and perl. */
  readonly script: string;
  /** Default: the workspace may be written, neither `/tmp` nor `$TMPDIR` may, and there is no network. */
  readonly profile?: (outside: Outside) => PermissionProfile;
  /** Whether it got out. Default: the script said ESCAPED. */
  readonly escaped?: (outside: Outside, output: string) => boolean | Promise<boolean>;
  /** Not even a command without a sandbox can do it everywhere: it takes root, a capability, or a setting of the kernel. */
  readonly privileged?: boolean;
}

/** Reads everything, writes the workspace and those roots, but no temporary folder: the workspace is in one. */
export const workspaceProfile = (writableRoots: readonly string[] = [], networkAccess = false): PermissionProfile =>
  profileOfPolicy({
    type: 'workspaceWrite',
    excludeSlashTmp: true,
    excludeTmpdirEnvVar: true,
    networkAccess,
    writableRoots: [...writableRoots],
  });

/** Tries it; true when it got out. */
export async function tryEscape(sandbox: Sandbox, attempt: Escape): Promise<boolean> {
  await using outside = await createOutside();
  const { output } = await runIn(sandbox, outside, attempt.script, attempt.profile?.(outside));
  return attempt.escaped ? attempt.escaped(outside, output) : output.includes('ESCAPED');
}

/** Runs a script in the workspace, in the sandbox, to its end. */
export async function runIn(sandbox: Sandbox, outside: Outside, script: string, profile?: PermissionProfile) {
  const started = await startIn(sandbox, outside, script, profile);
  const { code } = await started.exit;
  return { code, output: outputOf(started) };
}

export async function startIn(
  sandbox: Sandbox,
  outside: Outside,
  script: string,
  profile: PermissionProfile = workspaceProfile(),
): Promise<Process> {
  const command = { argv: ['/bin/sh', '-c', script], cwd: outside.ws, env: outside.variables, stdin: 'none' as const };
  return spawn(await sandbox.wrap(command, { profile, cwd: outside.ws, tmpdir: '/tmp' }));
}

/** All that it wrote so far. */
export function outputOf(started: Process): string {
  let text = '';
  started.onOutput((chunk) => {
    text += new TextDecoder().decode(chunk);
  })();
  return text;
}
