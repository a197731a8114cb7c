import { tenonError } from '@tenon/plugin-api';
import type { ProcessExit } from '@tenon/plugin-api/environment';

/** A started process, before it is known how to kill its tree. */
export interface Launched {
  readonly pid: number;
  /** True once the system may give its number to another process. */
  readonly reaped: () => boolean;
  readonly exit: Promise<ProcessExit>;
  write(data: Uint8Array | string): Promise<void>;
  closeStdin(): void;
  resize(columns: number, rows: number): void;
}

/** After the process exited, output is read to its end, or for this long when a child keeps it open. */
export const DRAIN_MS = 50;

export function stdinClosed(pid: number, cause?: unknown): Error {
  return tenonError({
    code: 'stdin_closed',
    message: `process ${pid} reads no more input`,
    mend: 'Start the process again and write before its input is closed.',
    plugin: 'tenon.environment-local',
    ...(cause !== undefined && { cause }),
  });
}
