// Methods that take nothing.
import * as z from 'zod/mini';

/** Params of a method that takes none: absent, null, or an object whose members are passed over. */
export const NoParams = z.optional(z.nullable(z.object({})));
export type NoParams = z.infer<typeof NoParams>;
