import { confineFiles, isConfined } from '@tenon/confined-files';
import { type Scope, tenonError } from '@tenon/plugin-api';
import type { Sandbox } from '@tenon/plugin-api/sandbox';
import { bubblewrapMechanism } from './bubblewrap-mechanism.ts';
import type { SandboxLinuxConfig } from './config.ts';
import { landlockMechanism } from './landlock/landlock-mechanism.ts';
import { type Mechanism, PLUGIN } from './mechanism.ts';
import type { Missing } from './probe.ts';

/** Picks the strongest mechanism that works here, at the first need. */
export function createLinuxSandbox(config: SandboxLinuxConfig, scope: Scope): Sandbox {
  const known = [bubblewrapMechanism(config, scope), landlockMechanism(config)];
  const mechanisms = config.mechanism === 'auto' ? known : known.filter(({ name }) => name === config.mechanism);
  let chosen: Mechanism | Missing | undefined;
  const choose = () => {
    chosen ??= mechanisms.find((each) => each.missing() === undefined) ?? allMissing(mechanisms);
    return chosen;
  };
  return {
    get name() {
      return chosen && 'name' in chosen ? chosen.name : (mechanisms[0]?.name ?? 'none');
    },
    unavailable(profile) {
      const found = isConfined(profile) ? choose() : undefined;
      return found && 'kind' in found ? `${found.message}. ${found.mend}` : undefined;
    },
    wrap(command, request) {
      if (!isConfined(request.profile)) return command;
      const found = choose();
      if ('name' in found) return found.wrap(command, request);
      const { message, mend } = found;
      throw tenonError({ code: 'sandbox_unavailable', message, mend, plugin: PLUGIN });
    },
    files: (files, request) => (isConfined(request.profile) ? confineFiles(files, request, PLUGIN) : files),
    mechanisms() {
      const used = choose();
      return mechanisms
        .map((each) => {
          const missing = each.missing();
          return {
            name: each.name,
            ...(missing && { missing: `${missing.message}. ${missing.mend}` }),
            ...(each.limits.length > 0 && { limits: each.limits }),
          };
        })
        .toSorted(
          (one, other) =>
            Number('name' in used && other.name === used.name) - Number('name' in used && one.name === used.name),
        );
    },
  };
}

/** Of each what it lacks, and what mends it. */
function allMissing(mechanisms: readonly Mechanism[]): Missing {
  const found = mechanisms.flatMap((each) => each.missing() ?? []);
  return {
    kind: 'missing',
    message: found.map(({ message }) => message).join('. '),
    mend: [...new Set(found.map(({ mend }) => mend))].join(' Or: '),
  };
}
