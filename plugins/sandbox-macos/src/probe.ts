import { SANDBOX_EXEC, seatbeltArguments } from './sandbox-exec.ts';
import { seatbeltProfile } from './seatbelt-profile.ts';

/** Why commands cannot be confined here: a sentence without a full stop, and the mend. */
export interface Missing {
  readonly message: string;
  readonly mend: string;
}

/** Milliseconds that the try may take. */
const PATIENCE_MS = 10_000;

/** Runs `true` under a profile such as commands get; undefined when that works. */
export function probe(platform: string = process.platform): Missing | undefined {
  if (platform !== 'darwin') {
    return {
      message: `Seatbelt is a part of macOS, and this is ${platform}`,
      mend: 'Use the sandbox plugin of this platform.',
    };
  }
  const profile = seatbeltProfile(
    {
      profile: {
        type: 'managed',
        network: { enabled: false },
        fileSystem: {
          type: 'restricted',
          entries: [{ path: { type: 'special', value: { kind: 'root' } }, access: 'read' }],
        },
      },
      cwd: '/',
      tmpdir: '/tmp',
    },
    { allow_unix_sockets: false },
    (path) => path,
  );
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const args = profile ? seatbeltArguments(profile, ['/usr/bin/true']) : [];
  const { status, stderr, error } = spawnSync(SANDBOX_EXEC, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PATIENCE_MS,
  });
  if (status === 0) return undefined;
  const said = error?.message ?? stderr.trim().split('\n')[0] ?? '';
  if (/not permitted/i.test(said)) {
    return {
      message: `Seatbelt cannot confine commands here: this process is in a sandbox already (it said: ${said})`,
      mend: 'Leave that sandbox, or let it be the one that confines and run with `--sandbox danger-full-access`.',
    };
  }
  return {
    message: `Seatbelt cannot confine commands here: ${SANDBOX_EXEC} failed (it said: ${said})`,
    mend: `Run \`${SANDBOX_EXEC} -p '(version 1)(allow default)' /usr/bin/true\` to see why.`,
  };
}
