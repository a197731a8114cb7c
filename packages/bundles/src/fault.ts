import { isTenonError, type TenonError, tenonError } from '@tenon/plugin-api';

/** A text of a bundle for a terminal: characters that would move the cursor, or turn the writing direction, are spelled out. */
export const plain = (text: string): string =>
  text.replace(
    /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/** A bundle that cannot be taken: `origin` is the folder, archive or file concerned. */
export function fault(code: string, message: string, mend: string, origin: string, cause?: unknown): TenonError {
  return tenonError({
    code,
    message: plain(`${origin}: ${message}`),
    mend,
    file: origin,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The code of a failed system call, or ''. */
export const errno = (error: unknown): string =>
  !isTenonError(error) && error instanceof Error && 'code' in error ? String(error.code) : '';
