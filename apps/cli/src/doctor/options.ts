import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configOptions, configOptionsHelp, overridesOf } from '../config/common-options.ts';

export interface DoctorOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly overrides: readonly string[];
  readonly strict: boolean;
  readonly json: boolean;
}

/** Reads the command line of `tenon doctor`; undefined where help was asked for. Throws what is wrong with it. */
export async function doctorOptions(args: readonly string[], cwd: string): Promise<DoctorOptions | undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...configOptions,
      cd: { type: 'string', short: 'C' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    cwd: resolve(cwd, values.cd ?? '.'),
    overrides: await overridesOf(values),
    strict: values['strict-config'] ?? false,
    json: values.json,
  };
}

export const doctorHelp = `Usage: tenon doctor [OPTIONS]

Proves the sandbox: attempts what must fail (reading what is denied, writing outside of the workspace, planting git hooks, the
network, killing other processes) through the shell and through each built-in tool, in temporary folders of its own, and what must
work. Says which mechanism is in use, and what is wrong with plugins and configuration. Nothing is left behind.

      --json                    as JSON
  -C, --cd DIR                  as if started in DIR
${configOptionsHelp}

Exit codes: 0 protected: everything was attempted, nothing succeeded, and the folder's configuration uses the sandbox; 1 not; 2 wrong usage;
130 interrupted.
`;
