export interface Ran {
  readonly exitCode: number | null;
  readonly aggregatedOutput: string;
  readonly durationMs: number;
}

/** Runs a command in a login shell, as Codex does. */
export function run(cmd: string, cwd: string): Promise<Ran> {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const began = Date.now();
  const child = spawn('/bin/bash', ['-lc', cmd], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  let aggregatedOutput = '';
  const take = (text: string) => {
    aggregatedOutput += text;
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  child.on('error', reject);
  child.on('close', (exitCode) => resolve({ exitCode, aggregatedOutput, durationMs: Date.now() - began }));
  return promise;
}
