import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { bindProfile, compileEnforcement, type Place } from '@tenon/sandboxing';
import { baseRules, networkRules, unixSocketRules } from './base-rules.ts';
import type { SandboxMacosConfig } from './config.ts';
import { fileRules } from './file-rules.ts';
import { type Filter, filterText, Parameters } from './filter.ts';

export interface SeatbeltProfile {
  readonly text: string;
  /** `-D` arguments: the paths that the text names. */
  readonly parameters: readonly string[];
}

/** What `:minimal` stands for on macOS: programs, libraries and settings of the system. */
const minimal: readonly string[] = [
  '/bin',
  '/sbin',
  '/usr',
  '/System',
  '/Library',
  '/opt/homebrew',
  '/nix/store',
  '/private/etc',
  '/private/var/db/dyld',
  '/private/var/db/timezone',
  '/private/var/select',
];

/** The profile for one command; undefined where nothing is to be confined. Throws `bad_permission_path`. */
export function seatbeltProfile(
  { profile, cwd, tmpdir }: SandboxRequest,
  config: SandboxMacosConfig,
  resolve: NonNullable<Place['resolve']>,
): SeatbeltProfile | undefined {
  const bound = bindProfile(profile, { cwd, tmpdir, resolve, minimal });
  const { needed, network } = compileEnforcement(bound);
  if (!needed) return undefined;
  const { readable, writable, visible, held } = fileRules(bound);
  const parameters = new Parameters();
  const rules = (what: string, filters: readonly Filter[]) =>
    filters.map((filter) => `(${what} ${filterText(filter, parameters)})\n`).join('');
  const text = [
    baseRules,
    ...(network ? [networkRules] : []),
    ...(config.allow_unix_sockets ? [unixSocketRules] : []),
    '; Files. The last rule that fits counts, so nothing that is held is moved.\n',
    rules('allow file-read*', readable),
    rules('allow file-read-metadata', visible),
    rules('allow file-write*', writable),
    rules('deny file-write-unlink', held),
  ];
  return { text: text.join('\n'), parameters: parameters.arguments };
}
