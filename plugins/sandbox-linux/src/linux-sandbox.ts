import { confineFiles, isConfined } from '@tenon/confined-files';
import { type Scope, tenonError } from '@tenon/plugin-api';
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import { bubblewrapArguments } from './bubblewrap.ts';
import type { SandboxLinuxConfig } from './config.ts';
import { confinementOf } from './confinement.ts';
import { innerArguments, launchArguments } from './launch.ts';
import { planMounts } from './mounts.ts';
import { type Probed, probe } from './probe.ts';

const PLUGIN = 'tenon.sandbox-linux';

/** Looks for bubblewrap at the first need, once: about 10 ms. */
export function createLinuxSandbox(config: SandboxLinuxConfig, scope: Scope): Sandbox {
  let probed: Probed | undefined;
  const ready = () => {
    if (probed) return probed;
    probed = probe(config);
    if (probed.kind === 'works') scope.defer(probed.filter.close);
    return probed;
  };
  return {
    name: 'bubblewrap',
    unavailable(profile) {
      const found = isConfined(profile) ? ready() : undefined;
      return found?.kind === 'missing' ? `${found.message}. ${found.mend}` : undefined;
    },
    wrap(command, request) {
      if (!isConfined(request.profile)) return command;
      const found = ready();
      if (found.kind === 'missing') {
        const { message, mend } = found;
        throw tenonError({ code: 'sandbox_unavailable', message, mend, plugin: PLUGIN });
      }
      const confinement = confinementOf(request, realPath);
      const { mounts, held } = planMounts(confinement, PLUGIN);
      const { network } = confinement;
      const { programs, kernelFiles } = found;
      const inner = { ...command, argv: innerArguments(programs, command) };
      const bwrap = bubblewrapArguments(mounts, { network, kernelFiles, command: inner });
      const terminal = command.tty !== undefined;
      const argv = launchArguments(programs, { filter: found.filter.path, terminal, held, bwrap });
      return { ...command, argv };
    },
    files: (files, request) => (isConfined(request.profile) ? confineFiles(files, request, PLUGIN) : files),
  };
}

/** undefined for what is not there: it cannot be mounted, so it stays read-only. */
function realPath(path: string): string | undefined {
  try {
    return process.getBuiltinModule('node:fs').realpathSync.native(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw error;
  }
}
