import { type TenonError, tenonError } from '@tenon/plugin-api';

export const errno = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** There is nothing at a path. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errno(error));

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A file of another agent that is not read. The message never holds what is in the file. */
export const sourceError = (code: string, file: string, problem: string, mend: string, cause?: unknown): TenonError =>
  tenonError({ code, message: `${file}: ${problem}`, mend, file, cause });
