import type { FileSystem, Process } from '@tenon/plugin-api/environment';
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { files, spawn } from '../machine.ts';
import { createOutside, type Outside } from './outside.ts';

/** One way out of a sandbox: what is tried, and what must not have come of it. It has a `script`, or goes by `files`. */
export interface Escape {
  readonly name: string;
  /** What is there when it begins, beside what `Outside` says. The host makes it. */
  readonly prepare?: (outside: Outside) => void | Promise<void>;
  /** For `/bin/sh`, in the workspace. It may use the variables of `Outside`, and perl. */
  readonly script?: string;
  /** What the host does once the first script has ended, before `afterwards`. */
  readonly between?: (outside: Outside) => void | Promise<void>;
  /** A second command, under the same profile. */
  readonly afterwards?: string;
  /** Variables of the command beside those of `Outside`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** By the files that a tool is given. What it resolves to counts as output, bytes as text; a rejection is a refusal. */
  readonly files?: (files: FileSystem, outside: Outside) => Promise<unknown>;
  /** The files that are confined, for what changes while they are used. Default: those of this machine. */
  readonly disk?: (outside: Outside) => FileSystem;
  /** Default: the workspace may be written, neither `/tmp` nor `$TMPDIR` may, and there is no network. */
  readonly profile?: (outside: Outside) => PermissionProfile;
  /** Whether it got out. Default: the output has ESCAPED in it, or the secret of `Outside`. */
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

/** That profile with more file entries; globs are paths with a `*`. */
export function withEntries(
  profile: PermissionProfile,
  entries: readonly (readonly [path: string, access: 'read' | 'write' | 'none'])[],
  globScanMaxDepth?: number,
): PermissionProfile {
  if (profile.type !== 'managed' || profile.fileSystem.type !== 'restricted') throw new Error('it has no entries');
  const more = entries.map(([path, access]) => ({
    access,
    path: path.includes('*') ? { type: 'glob_pattern' as const, pattern: path } : { type: 'path' as const, path },
  }));
  return {
    ...profile,
    fileSystem: {
      ...profile.fileSystem,
      entries: [...profile.fileSystem.entries, ...more],
      ...(globScanMaxDepth !== undefined && { globScanMaxDepth }),
    },
  };
}

/** Tries it; true when it got out. A command that the sandbox refuses to start did not. */
export async function tryEscape(sandbox: Sandbox, attempt: Escape): Promise<boolean> {
  await using outside = await createOutside();
  const profile = attempt.profile?.(outside) ?? workspaceProfile();
  await attempt.prepare?.(outside);
  let output = '';
  for (const [at, script] of [attempt.script, attempt.afterwards].entries()) {
    if (at === 1) await attempt.between?.(outside);
    if (script !== undefined) output += await runOrRefused(sandbox, outside, script, profile, attempt.env);
  }
  if (attempt.files) {
    const confined = sandbox.files(attempt.disk?.(outside) ?? files, { profile, cwd: outside.ws, tmpdir: '/tmp' });
    output += await attempt.files(confined, outside).then(textOf, refusal);
  }
  // Waited for here: what is outside goes with this function.
  if (attempt.escaped) return await attempt.escaped(outside, output);
  return output.includes('ESCAPED') || output.includes(outside.secret);
}

async function runOrRefused(
  sandbox: Sandbox,
  outside: Outside,
  script: string,
  profile: PermissionProfile,
  env: Escape['env'],
): Promise<string> {
  try {
    return (await runIn(sandbox, { ...outside, variables: { ...outside.variables, ...env } }, script, profile)).output;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'sandbox_unavailable') return '';
    throw error;
  }
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : (JSON.stringify(value) ?? '');
}

/** A refusal has a code: of Tenon, or of the system. Anything else is a mistake of the attempt. */
function refusal(error: unknown): string {
  if (typeof (error as { code?: unknown }).code === 'string') return '';
  throw error;
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
