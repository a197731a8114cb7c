import { tenonError } from '@tenon/plugin-api';

/** An error of this plugin. */
export const fault = (code: string, message: string, mend: string, cause?: unknown) =>
  tenonError({ code, message, mend, plugin: 'tenon.marketplace-npm', ...(cause !== undefined && { cause }) });
