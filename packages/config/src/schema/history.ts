import * as z from 'zod/mini';
import { count, table } from './kinds.ts';

/** `[history]`. `max_bytes` in bytes. */
export const history = () => table({ persistence: z.enum(['save-all', 'none']), max_bytes: count });
