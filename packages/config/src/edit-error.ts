import { type TenonError, tenonError } from '@tenon/plugin-api';

/** An edit that cannot be made; nothing was written. */
export const editInvalid = (message: string, mend: string, cause?: unknown): TenonError =>
  tenonError({ code: 'config_edit_invalid', message, mend, ...(cause === undefined ? {} : { cause }) });
