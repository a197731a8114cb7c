import { type TenonError, tenonError } from '@tenon/plugin-api';

/** A TenonError about a plugin. */
export const failure = (code: string, plugin: string | undefined, message: string, mend?: string, cause?: unknown) =>
  tenonError({ code, message, ...(plugin && { plugin }), ...(mend && { mend }), cause });

/** A TenonError about something of a plugin's that threw. */
export const wrap = (code: string, plugin: string, what: string, thrown: unknown): TenonError =>
  failure(code, plugin, `${what} failed: ${Object(thrown).message ?? `${typeof thrown} thrown`}`, undefined, thrown);
