import { compileEnforcement } from '@tenon/sandboxing';
import type { SandboxLinuxConfig } from '../config.ts';
import { boundRequest, checkFolder } from '../disk/bound-request.ts';
import { createListings } from '../disk/listings.ts';
import { lookAround } from '../disk/look.ts';
import { realPath } from '../disk/real-path.ts';
import { holdVariables } from '../held-variables.ts';
import { type Mechanism, PLUGIN } from '../mechanism.ts';
import { landlockArguments } from './launch.ts';
import { LANDLOCK_LIMITS } from './limits.ts';
import { planRules } from './plan.ts';
import { withPrivateFolder } from './private-folder.ts';
import { type LandlockProbed, probeLandlock } from './probe.ts';
import { LIST, READ, WRITE } from './rights.ts';

/** Landlock and seccomp, with nothing to install. Tried at the first need, once: about 10 ms. */
export function landlockMechanism(config: SandboxLinuxConfig): Mechanism {
  const listings = createListings();
  let probed: LandlockProbed | undefined;
  const ready = () => {
    probed ??= probeLandlock(config);
    return probed;
  };
  return {
    name: 'landlock',
    limits: LANDLOCK_LIMITS,
    missing() {
      const found = ready();
      return found.kind === 'missing' ? found : undefined;
    },
    async wrap(command, request) {
      const found = ready();
      if (found.kind === 'missing') throw new Error('wrap is called only when nothing is missing');
      const inPlace = boundRequest(request);
      checkFolder(command.cwd, inPlace, PLUGIN);
      const { bound, privateFolder } = withPrivateFolder(inPlace.bound, {
        temporary: ['/tmp', request.tmpdir].map((folder) => realPath(folder) ?? folder),
        workspace: realPath(request.cwd) ?? request.cwd,
      });
      const enforcement = compileEnforcement(bound);
      const around = await lookAround({ bound, enforcement }, listings, PLUGIN, { maxFolders: config.max_folders });
      const argv = landlockArguments(found.perl, found.calls, {
        filter: enforcement.network ? found.filters.withNetwork : found.filters.withoutNetwork,
        network: enforcement.network,
        maxProcesses: config.max_processes,
        privateFolder,
        rules: [
          ...planRules(enforcement, around, listings, PLUGIN),
          ...(privateFolder === undefined ? [] : [{ path: privateFolder, rights: READ | LIST | WRITE }]),
        ],
        command,
      });
      return { ...holdVariables(command), argv };
    },
  };
}
