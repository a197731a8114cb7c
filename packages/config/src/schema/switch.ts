import * as z from 'zod/mini';

/** `[analytics]` and `[feedback]`: a table with one switch. */
export const switchTable = z.object({ enabled: z.optional(z.boolean()) });
