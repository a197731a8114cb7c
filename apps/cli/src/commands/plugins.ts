import { parseArgs } from 'node:util';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome } from '../home.ts';
import { openRuntime } from '../host.ts';
import { reportError } from '../report-error.ts';

/** `tenon plugins`: the runtime's report. */
export async function plugins(args: readonly string[]): Promise<void> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, config: { type: 'string', short: 'c', multiple: true } },
    });
    const { runtime } = await openRuntime({
      home: tenonHome(process.env),
      cwd: process.cwd(),
      env: process.env,
      overrides: values.config ?? [],
      // The report says it all; nothing is told twice.
      onProblem: () => {},
    });
    await using _ = runtime;
    if (values.json) {
      const rows = runtime.report.map((one) => ({
        ...one,
        cause: one.cause && { code: one.cause.code, message: one.cause.message, mend: one.cause.mend },
        problems: one.problems.map((problem) => ({ code: problem.code, message: problem.message })),
      }));
      process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      return;
    }
    const width = Math.max(...runtime.report.map((one) => one.id.length));
    for (const { id, version, status, cause, contributions } of runtime.report) {
      const what = contributions.length > 0 ? contributions.join(', ') : '';
      process.stdout.write(`${id.padEnd(width)}  ${status.padEnd(12)}  ${version ? `${version}  ` : ''}${what}\n`);
      if (cause) process.stdout.write(`${' '.repeat(width + 2)}${cause.code}: ${cause.message}\n`);
      if (cause?.mend) process.stdout.write(`${' '.repeat(width + 2)}${cause.mend}\n`);
    }
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodes.failed;
  }
}
