import { isTenonError, type TenonError, tenonError } from '@tenon/plugin-api';

/** Whatever was thrown, in words. */
export const words = (thrown: unknown): string =>
  thrown instanceof Error || isTenonError(thrown)
    ? thrown.message
    : typeof thrown === 'string'
      ? thrown
      : 'it threw something that is no Error';

/** A TenonError about a plugin. */
export const failure = (
  code: string,
  plugin: string | undefined,
  message: string,
  mend?: string,
  cause?: unknown,
): TenonError => tenonError({ code, message, ...(plugin && { plugin }), ...(mend && { mend }), cause });
