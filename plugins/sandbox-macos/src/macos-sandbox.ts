import { confineFiles, isConfined } from '@tenon/confined-files';
import { tenonError } from '@tenon/plugin-api';
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import type { SandboxMacosConfig } from './config.ts';
import { type Missing, probe } from './probe.ts';
import { realPathOf } from './real-path.ts';
import { SANDBOX_EXEC, seatbeltArguments } from './sandbox-exec.ts';
import { seatbeltProfile } from './seatbelt-profile.ts';

const PLUGIN = 'tenon.sandbox-macos';

const limits = [
  'A folder may be renamed below which only a pattern with a wildcard above it denies files.',
  'Memory and the number of processes are not limited.',
];

/** Tries Seatbelt at the first need, once. */
export function createMacosSandbox(config: SandboxMacosConfig): Sandbox {
  let probed: { readonly missing: Missing | undefined } | undefined;
  const missing = () => {
    probed ??= { missing: probe() };
    return probed.missing;
  };
  const why = () => {
    const found = missing();
    return found && `${found.message}. ${found.mend}`;
  };
  return {
    name: 'seatbelt',
    unavailable: (profile) => (isConfined(profile) ? why() : undefined),
    wrap(command, request) {
      if (!isConfined(request.profile)) return command;
      const found = missing();
      if (found) throw tenonError({ code: 'sandbox_unavailable', ...found, plugin: PLUGIN });
      const seatbelt = seatbeltProfile(request, config, realPathOf);
      return seatbelt ? { ...command, argv: [SANDBOX_EXEC, ...seatbeltArguments(seatbelt, command.argv)] } : command;
    },
    files: (files, request) => (isConfined(request.profile) ? confineFiles(files, request, PLUGIN) : files),
    mechanisms: () => {
      const found = why();
      return [{ name: 'seatbelt', limits, ...(found !== undefined && { missing: found }) }];
    },
  };
}
