import { isTenonError } from '@tenon/plugin-api';

/** Characters of a message: it may repeat what a client asked, however long. */
const maxChars = 8192;

/** One problem on standard error: what happened, and the mend where there is one. */
export function reportError(error: unknown): void {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, maxChars);
  const mended = isTenonError(error)
    ? error
    : error instanceof Error && isTenonError(error.cause)
      ? error.cause
      : undefined;
  process.stderr.write(`tenon: ${message}${mended?.mend ? `\n       ${mended.mend}` : ''}\n`);
}
