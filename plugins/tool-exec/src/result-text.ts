import { bytesOf, type OutputBuffer, tokensOf } from './output-buffer.ts';

export interface ExecResult {
  /** Milliseconds that this call took. */
  readonly wallTimeMs: number;
  /** undefined while it runs. */
  readonly exitCode: number | undefined;
  readonly sessionId: string;
  readonly output: OutputBuffer;
  readonly maxOutputTokens: number;
}

/** What the model reads, in Codex's form. */
export function resultText(result: ExecResult): string {
  const state =
    result.exitCode === undefined
      ? `Process running with session ID ${result.sessionId}`
      : `Process exited with code ${result.exitCode}`;
  return [
    `Chunk ID: ${crypto.randomUUID().slice(0, 6)}`,
    `Wall time: ${(result.wallTimeMs / 1000).toFixed(4)} seconds`,
    state,
    `Original token count: ${tokensOf(result.output.totalBytes)}`,
    'Output:',
    result.output.render(bytesOf(result.maxOutputTokens)),
  ].join('\n');
}
