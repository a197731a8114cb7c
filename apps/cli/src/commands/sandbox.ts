import { configuredProfile, type Host, namedProfile, withRequirements } from '@tenon/app-server';
import { environments } from '@tenon/plugin-api/environment';
import { sandbox as sandboxService } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';
import { bindProfile, compileEnforcement } from '@tenon/sandboxing';
import { tenonHome, userHome } from '../home.ts';
import { openHost } from '../host.ts';
import { reportError } from '../report-error.ts';
import { runCommand } from '../run-command.ts';
import { attach, terminalSize } from '../sandbox/attach.ts';
import { type SandboxOptions, sandboxHelp, sandboxOptions } from '../sandbox/options.ts';

/** `tenon sandbox`: one command under a permission profile. */
export const sandbox = (args: readonly string[]): Promise<void> =>
  runCommand({
    name: 'sandbox',
    help: sandboxHelp,
    parse: () => sandboxOptions(args, { cwd: process.cwd(), platform: process.platform }),
    run,
  });

async function run({ argv, cwd, profile: name, overrides, strict }: SandboxOptions): Promise<number> {
  const { env } = process;
  const host = await openHost({ home: tenonHome(env), cwd, env, overrides, strict, onProblem: reportError }, () =>
    Promise.reject(new Error('tenon sandbox cannot ask anybody')),
  );
  try {
    using generation = host.runtime.acquire();
    const profile = await profileOf(name, cwd, host);
    const environment = generation.service(environments).get();
    const request = { profile, cwd, tmpdir: environment.platform.tmpdir };
    if (!compileEnforcement(bindProfile(profile, request)).needed) {
      process.stderr.write('tenon: the permission profile confines nothing\n');
    }
    const tty = terminalSize();
    const wrapped = await generation.service(sandboxService).wrap({ argv, cwd, ...(tty && { tty }) }, request);
    return await attach(await environment.processes.spawn(wrapped), tty !== undefined);
  } finally {
    await host.close();
  }
}

/** The named profile, or the one that the configuration gives to the folder. */
async function profileOf(name: string | undefined, cwd: string, host: Host): Promise<PermissionProfile> {
  const loaded = await host.configFor(cwd);
  if (name === undefined) return configuredProfile(loaded);
  const { profile, warnings } = namedProfile({ id: name, from: '--profile' }, loaded.config, userHome(process.env));
  for (const warning of warnings) reportError(warning);
  return withRequirements(profile, loaded.requirements);
}
