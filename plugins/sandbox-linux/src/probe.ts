import { bubblewrapArguments, kernelFiles } from './bubblewrap.ts';
import type { SandboxLinuxConfig } from './config.ts';
import { explainFailure } from './explain-failure.ts';
import { openFilterFile } from './filter-file.ts';
import { launchArguments } from './launch.ts';
import { findPrograms, type Programs } from './programs.ts';
import { seccompFilter } from './seccomp.ts';

/** Both parts without a full stop at the end of the message: which capability is missing, and what helps. */
export interface Missing {
  readonly kind: 'missing';
  readonly message: string;
  readonly mend: string;
}

export type Probed =
  | Missing
  | {
      readonly kind: 'works';
      readonly programs: Programs;
      readonly kernelFiles: readonly string[];
      readonly filter: { readonly path: string; close(): void };
    };

/** A machine that starts no process in that time runs no command either. */
const TIME_LIMIT_MS = 10_000;

/** Starts `true` as commands will be, everything unshared. Takes about 10 ms, in which the host waits. */
export function probe(config: SandboxLinuxConfig): Probed {
  if (process.platform !== 'linux') {
    return missing(
      `Bubblewrap confines commands on Linux only, and this is ${process.platform}`,
      'Use the sandbox plugin of this system.',
    );
  }
  const looked = findPrograms(config.path, config.bwrap);
  if ('missing' in looked) return programsMissing(looked.missing, config);
  const bytes = seccompFilter(process.arch, { unixSockets: config.allow_unix_sockets });
  if (!bytes)
    return missing(`There is no seccomp filter for ${process.arch} processors`, 'Use an x64 or arm64 machine.');
  const programs = looked.found;
  const filter = openFilterFile(bytes);
  const kernel = kernelFiles();
  const bwrap = bubblewrapArguments(
    { root: 'read', mounts: [] },
    {
      network: false,
      kernelFiles: kernel,
      command: { argv: [programs.sh, '-c', ':'], cwd: '/' },
    },
  );
  const [program = '', ...args] = launchArguments(programs, {
    filter: filter.path,
    terminal: false,
    maxProcesses: config.max_processes,
    held: [],
    bwrap,
  });
  const child = process.getBuiltinModule('node:child_process').spawnSync(program, args, {
    cwd: '/',
    env: {},
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
  });
  if (child.status === 0) return { kind: 'works', programs, kernelFiles: kernel, filter };
  filter.close();
  return {
    kind: 'missing',
    ...explainFailure(child.stderr.trim() || String(child.error ?? `exit code ${child.status}`)),
  };
}

const missing = (message: string, mend: string): Missing => ({ kind: 'missing', message, mend });

function programsMissing(names: readonly string[], { path, bwrap }: SandboxLinuxConfig): Missing {
  const without = names.filter((name) => name !== 'bwrap');
  if (!names.includes('bwrap')) {
    return missing(
      `The sandbox needs ${without.join(', ')}, which ${without.length > 1 ? 'are' : 'is'} not in ${path.join(', ')}`,
      'Install the package perl-base or perl.',
    );
  }
  return missing(
    `Bubblewrap is not installed: there is no program ${bwrap ?? `bwrap in ${path.join(', ')}`}`,
    'Install it (Debian, Ubuntu, Fedora, Arch, Alpine: package bubblewrap), or run with `--sandbox danger-full-access`.',
  );
}
