import { exitCodes } from './exit-codes.ts';
import { print } from './print.ts';
import { reportError } from './report-error.ts';

export interface Command<Options> {
  /** Of the program, such as `config`. */
  readonly name: string;
  readonly help: string;
  /** Reads the command line. Throws what is wrong with it; undefined: the help was asked for. */
  readonly parse: () => Options | undefined | Promise<Options | undefined>;
  /** Gives the exit code. */
  readonly run: (options: Options) => Promise<number>;
}

/** Runs a command to its exit code. A wrong command line and a failure are told on standard error. */
export async function runCommand<Options>({ name, help, parse, run }: Command<Options>): Promise<void> {
  let options: Options | undefined;
  try {
    options = await parse();
  } catch (error) {
    reportError(error);
    process.stderr.write(`tenon ${name} --help tells what it takes\n`);
    process.exitCode = exitCodes.usage;
    return;
  }
  if (options === undefined) return print([help]);
  try {
    process.exitCode = await run(options);
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodes.failed;
  }
}
