import { configuredProfile } from '@tenon/app-server';
import { environments } from '@tenon/plugin-api/environment';
import { sandbox as sandboxService } from '@tenon/plugin-api/sandbox';
import { tenonHome, userHome } from '../home.ts';
import { openHost } from '../host.ts';
import { reportError } from '../report-error.ts';
import { runCommand } from '../run-command.ts';
import { attach, terminalSize } from '../sandbox/attach.ts';
import { namedProfile } from '../sandbox/named-profile.ts';
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
    const profile =
      name === undefined
        ? configuredProfile(await host.configFor(cwd))
        : namedProfile(name, host.config, userHome(env));
    const environment = generation.service(environments).get();
    const tty = terminalSize();
    const request = { profile, cwd, tmpdir: environment.platform.tmpdir };
    const wrapped = await generation.service(sandboxService).wrap({ argv, cwd, ...(tty && { tty }) }, request);
    return await attach(await environment.processes.spawn(wrapped), tty !== undefined);
  } finally {
    await host.close();
  }
}
