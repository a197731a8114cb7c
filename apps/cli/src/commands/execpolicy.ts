import { checkHelp, checkOptions } from '../execpolicy/options.ts';
import { runCommand } from '../run-command.ts';

/** `tenon execpolicy check`. */
export const execpolicy = (args: readonly string[]): Promise<void> =>
  runCommand({
    name: 'execpolicy',
    help: checkHelp,
    parse: () => checkOptions(args, process.cwd()),
    run: async (options) => (await import('../execpolicy/check.ts')).runCheck(options),
  });
