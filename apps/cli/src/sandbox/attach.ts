import { constants } from 'node:os';
import type { Process, SpawnRequest } from '@tenon/plugin-api/environment';
import { reportError } from '../report-error.ts';

/** What this process has of a terminal, for a command that is to have one, too. Both ends must be one. */
export function terminalSize(): SpawnRequest['tty'] {
  const { stdin, stdout } = process;
  return stdin.isTTY && stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Gives a command this process's input, output, window size and signals until it ends. Resolves with its exit code. */
export async function attach(command: Process, hasTerminal: boolean): Promise<number> {
  const { stdin, stdout, stderr } = process;
  let ended: (typeof SIGNALS)[number] | undefined;
  const onSignal = (signal: (typeof SIGNALS)[number]) => {
    ended ??= signal;
    void command.kill();
  };
  const onResize = () => command.resize(stdout.columns, stdout.rows);
  const onInput = (data: Uint8Array) => {
    stdin.pause();
    // A command that reads no more input is not wrong: its input is lost, as in any shell.
    command.write(data).then(
      () => stdin.resume(),
      () => {},
    );
  };
  // Nobody reads on, as behind `head`: a command in a pipe ends then.
  const onOutputError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    void command.kill();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  stdout.on('error', onOutputError);
  if (hasTerminal) {
    stdin.setRawMode(true);
    stdout.on('resize', onResize);
  }
  stdin.on('data', onInput);
  stdin.on('end', () => command.closeStdin());
  // Such as a folder that a shell gave for input.
  stdin.on('error', (error) => {
    reportError(error);
    command.closeStdin();
  });
  const stopOutput = command.onOutput((chunk, stream) => (stream === 'stdout' ? stdout : stderr).write(chunk));
  try {
    const { code, signal } = await command.exit;
    const name = ended ?? signal;
    return name ? 128 + (constants.signals[name as NodeJS.Signals] ?? 0) : (code ?? 1);
  } finally {
    stopOutput();
    if (hasTerminal) stdin.setRawMode(false);
    stdout.off('resize', onResize);
    for (const signal of SIGNALS) process.off(signal, onSignal);
    // Open input would keep this process from ending.
    stdin.destroy();
  }
}
