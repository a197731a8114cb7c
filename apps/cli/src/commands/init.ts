import { initCommand, initHelp, runInit } from '../config/init.ts';
import { runCommand } from '../run-command.ts';

/** `tenon init`: a first configuration. */
export const init = (args: readonly string[]): Promise<void> =>
  runCommand({
    name: 'init',
    help: initHelp,
    parse: () => initCommand(args, { cwd: process.cwd(), env: process.env }),
    run: runInit,
  });
