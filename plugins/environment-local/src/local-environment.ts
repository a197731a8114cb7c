import { type Scope, tenonError } from '@tenon/plugin-api';
import type { Environment, Environments } from '@tenon/plugin-api/environment';
import type { EnvironmentLocalConfig } from './config.ts';
import { createFileSystem } from './file-system.ts';
import { MARK } from './process-table.ts';
import { createProcesses } from './processes.ts';
import { localTimezone } from './timezone.ts';
import { commandVariables } from './variables.ts';

const NAME = 'local';

/** One environment, `local`: this machine. */
export function createLocalEnvironments(config: EnvironmentLocalConfig, scope: Scope): Environments {
  const variables = commandVariables(config.env, config.shell_environment_policy);
  const timezone = localTimezone(config.env);
  const tmpdir = config.tmpdir ?? (config.env.TMPDIR || '/tmp');
  const environment: Environment = {
    name: NAME,
    platform: {
      os: operatingSystem(),
      shell: config.shell ?? defaultShell(),
      home: config.home ?? (config.env.HOME || homeOfUser()),
      tmpdir,
      ...(timezone && { timezone }),
    },
    files: createFileSystem(),
    processes: createProcesses(variables, { tmpdir, outerMark: config.env[MARK] }, scope),
  };
  return {
    get(name = NAME) {
      if (name === NAME) return environment;
      throw tenonError({
        code: 'environment_unknown',
        message: `there is no environment named ${name}`,
        mend: `Use ${NAME}, or install a plugin that provides ${name}.`,
        plugin: 'tenon.environment-local',
      });
    },
    names: () => [NAME],
  };
}

function operatingSystem(): Environment['platform']['os'] {
  if (process.platform === 'linux') return 'linux';
  if (process.platform === 'darwin') return 'macos';
  return process.platform === 'win32' ? 'windows' : 'other';
}

function defaultShell(): string {
  return process.getBuiltinModule('node:fs').existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh';
}

/** `/` for a user that the system does not list, as in a container with a free user number. */
function homeOfUser(): string {
  try {
    return process.getBuiltinModule('node:os').userInfo().homedir;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SYSTEM_ERROR') return '/';
    throw error;
  }
}
