import { examine } from '../doctor/examine.ts';
import { type DoctorOptions, doctorHelp, doctorOptions } from '../doctor/options.ts';
import { asText } from '../doctor/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome } from '../home.ts';
import { print } from '../print.ts';
import { runCommand } from '../run-command.ts';

/** `tenon doctor`: whether the sandbox keeps what it promises. */
export const doctor = (args: readonly string[]): Promise<void> =>
  runCommand({ name: 'doctor', help: doctorHelp, parse: () => doctorOptions(args, process.cwd()), run });

async function run({ json, ...options }: DoctorOptions): Promise<number> {
  const { env } = process;
  const interrupted = new AbortController();
  const stop = () => interrupted.abort(new Error('interrupted'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  // It takes some seconds: who watches is told what it is at.
  const onDoor = (name: string) => process.stderr.isTTY && process.stderr.write(`attempting by ${name} …\n`);
  try {
    const diagnosis = await examine({ home: tenonHome(env), env, onDoor, ...options }, interrupted.signal);
    await print([json ? `${JSON.stringify(diagnosis, null, 2)}\n` : asText(diagnosis)]);
    return diagnosis.protected ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (interrupted.signal.aborted) return exitCodes.interrupted;
    throw error;
  }
}
