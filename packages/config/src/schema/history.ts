import * as z from 'zod/mini';
import { count } from './count.ts';

/** `[history]`. `max_bytes` in bytes. */
export const history = z.object({
  persistence: z.enum(['save-all', 'none']),
  max_bytes: z.optional(count()),
});
