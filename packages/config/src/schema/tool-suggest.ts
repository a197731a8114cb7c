import * as z from 'zod/mini';
import { list, string, table } from './kinds.ts';

const suggested = () => list(z.object({ type: z.enum(['connector', 'plugin']), id: string }));

/** `[tool_suggest]`. */
export const toolSuggest = () => table({ discoverables: suggested(), disabled_tools: suggested() });
