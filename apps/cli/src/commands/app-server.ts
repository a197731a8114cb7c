import { AppServer, serveStdio } from '@tenon/app-server';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome } from '../home.ts';
import { reportError } from '../report-error.ts';
import { version } from '../version.ts';

interface Options {
  readonly overrides: readonly string[];
}

function optionsOf(args: readonly string[]): Options {
  if (args.length === 0) return { overrides: [] };
  // Taken here and not imported: most starts have no options.
  const { values } = process.getBuiltinModule('node:util').parseArgs({
    args: [...args],
    options: {
      config: { type: 'string', short: 'c', multiple: true },
      listen: { type: 'string', default: 'stdio://' },
    },
  });
  if (values.listen !== 'stdio://') {
    throw new Error(`--listen ${values.listen} is unsupported in this version: only stdio://`);
  }
  return { overrides: values.config ?? [] };
}

/** `tenon app-server`: one client over newline-delimited JSON, until its end of the pipe is closed. */
export async function appServer(args: readonly string[]): Promise<void> {
  let options: Options;
  try {
    options = optionsOf(args);
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodes.usage;
    return;
  }
  const home = tenonHome(process.env);
  const cwd = process.cwd();
  const server = new AppServer({
    home,
    cwd,
    version,
    overrides: options.overrides,
    onError: reportError,
    open: async (approver) =>
      (await import('../host.ts')).openHost(
        { home, cwd, env: process.env, overrides: options.overrides, onProblem: reportError },
        approver,
      ),
  });
  let ending = false;
  const end = () => {
    if (ending) process.exit(exitCodes.interrupted);
    ending = true;
    void server.close().then(() => process.exit(exitCodes.ok));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  await serveStdio(server, process.stdin, process.stdout);
  process.exit(exitCodes.ok);
}
