import { type TenonError, tenonError } from '@tenon/plugin-api';

/** A TenonError, whose message begins with the plugin it is about. */
export const failure = (
  code: string,
  plugin: string | undefined,
  message: string,
  mend?: string,
  cause?: unknown,
): TenonError => tenonError({ code, plugin, message: plugin ? `${plugin}: ${message}` : message, mend, cause });

/** A TenonError about something of a plugin's that threw. */
export const wrap = (code: string, plugin: string, what: string, thrown: unknown): TenonError =>
  failure(code, plugin, `${what} failed: ${Object(thrown).message ?? `${typeof thrown} thrown`}`, undefined, thrown);
