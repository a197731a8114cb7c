import * as z from 'zod/mini';
import { table, text } from './kinds.ts';

/** `experimental_thread_store`. `remote` needs its endpoint: `rules.ts`. */
export const threadStore = () => table({ type: z.enum(['local', 'remote']), endpoint: text });
