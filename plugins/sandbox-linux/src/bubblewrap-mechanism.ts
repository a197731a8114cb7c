import type { Scope } from '@tenon/plugin-api';
import { bubblewrapArguments } from './bubblewrap.ts';
import type { SandboxLinuxConfig } from './config.ts';
import { confinementOf } from './confinement.ts';
import { innerArguments, launchArguments } from './launch.ts';
import { type Mechanism, PLUGIN } from './mechanism.ts';
import { planMounts } from './mounts.ts';
import { type Probed, probe } from './probe.ts';
import { realPath } from './real-path.ts';

/** Looks for bubblewrap at the first need, once: about 10 ms. */
export function bubblewrapMechanism(config: SandboxLinuxConfig, scope: Scope): Mechanism {
  let probed: Probed | undefined;
  const ready = () => {
    if (probed) return probed;
    probed = probe(config);
    if (probed.kind === 'works') scope.defer(probed.filter.close);
    return probed;
  };
  return {
    name: 'bubblewrap',
    limits: [],
    missing() {
      const found = ready();
      return found.kind === 'missing' ? found : undefined;
    },
    wrap(command, request) {
      const found = ready();
      if (found.kind === 'missing') throw new Error('wrap is called only when nothing is missing');
      const confinement = confinementOf(request, realPath);
      const { mounts, held } = planMounts(confinement, PLUGIN);
      const { network } = confinement;
      const { programs, kernelFiles } = found;
      const inner = { ...command, argv: innerArguments(programs, command) };
      const bwrap = bubblewrapArguments(mounts, { network, kernelFiles, command: inner });
      const terminal = command.tty !== undefined;
      return { ...command, argv: launchArguments(programs, { filter: found.filter.path, terminal, held, bwrap }) };
    },
  };
}
