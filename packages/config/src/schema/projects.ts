import * as z from 'zod/mini';

/** `[projects."/absolute/path"]`. A folder that is not named is of unknown trust. */
export const projects = z.record(z.string(), z.object({ trust_level: z.optional(z.enum(['trusted', 'untrusted'])) }));
