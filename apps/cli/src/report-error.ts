import { isTenonError } from '@tenon/plugin-api';

/** One problem on standard error: what happened, and the mend where there is one. */
export function reportError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const mended = isTenonError(error)
    ? error
    : error instanceof Error && isTenonError(error.cause)
      ? error.cause
      : undefined;
  process.stderr.write(`tenon: ${message}${mended?.mend ? `\n       ${mended.mend}` : ''}\n`);
}
