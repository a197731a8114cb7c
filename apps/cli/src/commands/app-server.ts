import { AppServer } from '@tenon/app-server';
import type { Listener } from '@tenon/plugin-api/transport';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome, userHome } from '../home.ts';
import { listen } from '../listen.ts';
import { reportError } from '../report-error.ts';
import { systemFolder } from '../system-folder.ts';
import { version } from '../version.ts';
import { type AppServerCommand, appServerOptions } from './app-server-options.ts';

/** Milliseconds running turns may take to end once the program was told to. */
const drainMs = 30_000;

/** `tenon app-server`: serves clients at an address, until no more can come (stdio) or a signal ends it. */
export async function appServer(args: readonly string[]): Promise<void> {
  let options: AppServerCommand;
  let system: string;
  try {
    options = await appServerOptions(args);
    system = systemFolder(process.env);
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodes.usage;
    return;
  }
  const home = tenonHome(process.env);
  const cwd = process.cwd();
  const server = new AppServer({
    home,
    userHome: userHome(process.env),
    cwd,
    system,
    version,
    overrides: options.overrides,
    onError: reportError,
    open: async (askPerson, onWarning) =>
      (await import('../host.ts')).openHost(
        {
          home,
          cwd,
          env: process.env,
          overrides: options.overrides,
          strict: options.strict,
          onProblem: reportError,
          onWarning,
        },
        askPerson,
      ),
  });
  let listener: Listener | undefined;
  let ending = false;
  let code: number = exitCodes.ok;
  const hurried = Promise.withResolvers<void>();
  const end = async (drain: number) => {
    ending = true;
    await Promise.race([server.drain(drain), hurried.promise]);
    await server.close();
    await listener?.close();
    process.exit(code);
  };
  const onSignal = () => {
    // The second one ends what runs, and the third does not even wait for that.
    if (code !== exitCodes.ok) process.exit(code);
    if (ending) {
      code = exitCodes.interrupted;
      hurried.resolve();
    } else end(drainMs).catch(fail);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    listener = await listen(server, options.listen, {
      home,
      options: { auth: options.auth },
      notice: (line) => process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    fail(error);
  }
  await listener?.ended;
  if (!ending) await end(0);
}

function fail(error: unknown): never {
  reportError(error);
  process.exit(exitCodes.failed);
}
