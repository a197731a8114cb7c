import { isTenonError } from '@tenon/plugin-api';
import { RequestFailed } from '../exec/client.ts';
import { JsonSink } from '../exec/json-sink.ts';
import { type ExecOptions, execHelp, parseExec } from '../exec/options.ts';
import { readPrompt } from '../exec/prompt.ts';
import { runExec } from '../exec/run.ts';
import { TextSink } from '../exec/text-sink.ts';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome } from '../home.ts';
import { reportError } from '../report-error.ts';

/** Ctrl-C tells the run; a second one ends the process. */
function onInterrupt(listener: () => void): () => void {
  let interrupts = 0;
  const onSignal = () => {
    interrupts += 1;
    if (interrupts > 1) process.exit(exitCodes.interrupted);
    listener();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

/** `tenon exec`: one turn, without anybody to ask. */
export async function exec(args: readonly string[]): Promise<void> {
  let options: ExecOptions;
  let prompt: string;
  try {
    options = await parseExec(args, process.cwd());
    if (options.help) {
      process.stdout.write(execHelp);
      return;
    }
    prompt = await readPrompt(options, process.stdin);
  } catch (error) {
    reportError(error);
    process.stderr.write('tenon exec --help tells what it takes\n');
    process.exitCode = exitCodes.usage;
    return;
  }
  const sink = options.json
    ? new JsonSink(
        (line) => process.stdout.write(line),
        (line) => process.stderr.write(line),
      )
    : new TextSink({
        progress: (text) => process.stderr.write(text),
        answer: (text) => process.stdout.write(text),
        color: Boolean(process.stderr.isTTY) && !process.env.NO_COLOR,
      });
  try {
    process.exitCode = await runExec({
      options,
      prompt,
      sink,
      home: tenonHome(process.env),
      env: process.env,
      onProblem: reportError,
      onInterrupt,
    });
  } catch (error) {
    if (options.json) {
      const message = error instanceof Error ? error.message : String(error);
      process.stdout.write(`${JSON.stringify({ type: 'error', message })}\n`);
    }
    reportError(error);
    if (error instanceof RequestFailed && !isTenonError(error) && error.mend)
      process.stderr.write(`       ${error.mend}\n`);
    process.exitCode = exitCodes.failed;
  }
  // What a plugin left running must not keep a finished command from ending. It fires only where something does.
  setTimeout(() => process.exit(), 250).unref();
}
