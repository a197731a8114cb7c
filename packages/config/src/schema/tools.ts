import * as z from 'zod/mini';
import { boolean, flag, table, text, texts, word } from './kinds.ts';

export const webSearchMode = () => word(['disabled', 'cached', 'live']);

/** `[tools]`. `web_search` is a switch, or how to search. */
export const tools = () =>
  table({
    web_search: z.optional(
      z.union([
        boolean,
        z.object({
          context_size: word(['low', 'medium', 'high']),
          allowed_domains: texts,
          location: table({ country: text, region: text, city: text, timezone: text }),
        }),
      ]),
    ),
    view_image: flag,
  });
