import * as z from 'zod/mini';
import { named, text, texts, word } from './kinds.ts';

/** `[marketplaces.<name>]`. */
export const marketplaces = () =>
  named(
    z.object({
      source_type: word(['git', 'local']),
      source: text,
      ref: text,
      sparse_paths: texts,
      last_updated: text,
      last_revision: text,
    }),
  );
