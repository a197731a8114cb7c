import type { Scope } from '@tenon/plugin-api';
import { bubblewrapArguments } from './bubblewrap.ts';
import type { SandboxLinuxConfig } from './config.ts';
import { boundRequest, checkFolder } from './disk/bound-request.ts';
import { createListings } from './disk/listings.ts';
import { lookAround } from './disk/look.ts';
import { holdVariables } from './held-variables.ts';
import { innerArguments, launchArguments } from './launch.ts';
import { BUBBLEWRAP_LIMITS } from './limits.ts';
import { type Mechanism, PLUGIN } from './mechanism.ts';
import { planMounts } from './mounts.ts';
import { type Probed, probe } from './probe.ts';

/** Looks for bubblewrap at the first need, once: about 10 ms. */
export function bubblewrapMechanism(config: SandboxLinuxConfig, scope: Scope): Mechanism {
  let probed: Probed | undefined;
  const listings = createListings();
  const ready = () => {
    if (probed) return probed;
    probed = probe(config);
    if (probed.kind === 'works') scope.defer(probed.filter.close);
    return probed;
  };
  return {
    name: 'bubblewrap',
    limits: BUBBLEWRAP_LIMITS,
    missing() {
      const found = ready();
      return found.kind === 'missing' ? found : undefined;
    },
    async wrap(command, request) {
      const found = ready();
      if (found.kind === 'missing') throw new Error('wrap is called only when nothing is missing');
      const inPlace = boundRequest(request);
      checkFolder(command.cwd, inPlace, PLUGIN);
      const around = await lookAround(inPlace, listings, PLUGIN, { maxFolders: config.max_folders });
      const { held, ...plan } = planMounts(inPlace.enforcement, around, PLUGIN);
      const { network } = inPlace.enforcement;
      const { programs, kernelFiles } = found;
      const inner = { ...command, argv: innerArguments(programs, command) };
      const bwrap = bubblewrapArguments(plan, { network, kernelFiles, command: inner });
      const terminal = command.tty !== undefined;
      return {
        ...holdVariables(command),
        argv: launchArguments(programs, {
          filter: found.filter.path,
          terminal,
          maxProcesses: config.max_processes,
          held,
          bwrap,
        }),
      };
    },
  };
}
