import { isTenonError, type TenonError, tenonError } from '@tenon/plugin-api';

/** A bundle that cannot be taken: `origin` is the folder, archive or file concerned. */
export function fault(code: string, message: string, mend: string, origin: string, cause?: unknown): TenonError {
  return tenonError({
    code,
    message: `${origin}: ${message}`,
    mend,
    file: origin,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The code of a failed system call, or ''. */
export const errno = (error: unknown): string =>
  !isTenonError(error) && error instanceof Error && 'code' in error ? String(error.code) : '';
