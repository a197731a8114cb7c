import type { SandboxLinuxConfig } from '../config.ts';
import type { Missing } from '../probe.ts';
import { findProgram } from '../programs.ts';
import { LANDLOCK_CALLS, type LandlockCalls } from './calls.ts';
import { explainLandlock } from './explain.ts';
import { landlockFilter } from './filter.ts';
import { landlockArguments } from './launch.ts';
import { READ } from './rights.ts';

export type LandlockProbed =
  | Missing
  | {
      readonly kind: 'works';
      readonly perl: string;
      readonly calls: LandlockCalls;
      readonly filters: { readonly withNetwork: Uint8Array; readonly withoutNetwork: Uint8Array };
    };

/** A machine that starts no process in that time runs no command either. */
const TIME_LIMIT_MS = 10_000;

/** Starts `:` as commands will be. Takes about 10 ms, in which the host waits. */
export function probeLandlock({
  path,
  allow_unix_sockets: unixSockets,
  max_processes: maxProcesses,
}: SandboxLinuxConfig): LandlockProbed {
  const missing = (message: string, mend: string): Missing => ({ kind: 'missing', message, mend });
  if (process.platform !== 'linux') {
    return missing(`Landlock is of Linux, and this is ${process.platform}`, 'Use the sandbox plugin of this system.');
  }
  const calls = LANDLOCK_CALLS[process.arch];
  const withNetwork = landlockFilter(process.arch, { unixSockets, network: true });
  const withoutNetwork = landlockFilter(process.arch, { unixSockets, network: false });
  if (!calls || !withNetwork || !withoutNetwork) {
    return missing(`There is no seccomp filter for ${process.arch} processors`, 'Use an x64 or arm64 machine.');
  }
  const [sh, perl] = [findProgram('sh', path), findProgram('perl', path)];
  if (sh === undefined || perl === undefined) {
    const name = sh === undefined ? 'sh' : 'perl';
    return missing(
      `Landlock needs ${name}, which is not in ${path.join(', ')}`,
      'Install the package perl-base or perl.',
    );
  }
  const [program = '', ...args] = landlockArguments(perl, calls, {
    filter: withoutNetwork,
    network: false,
    maxProcesses,
    privateFolder: undefined,
    rules: [{ path: '/', rights: READ }],
    command: { argv: [sh, '-c', ':'] },
  });
  const child = process.getBuiltinModule('node:child_process').spawnSync(program, args, {
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
  });
  if (child.status === 0) return { kind: 'works', perl, calls, filters: { withNetwork, withoutNetwork } };
  const said = child.stderr.trim() || String(child.error ?? `exit code ${child.status}`);
  return { kind: 'missing', ...explainLandlock(said) };
}
