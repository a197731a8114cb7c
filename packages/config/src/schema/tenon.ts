import * as z from 'zod/mini';
import { named, string, table, textMap, texts, word } from './kinds.ts';

/** `[tenon]`: what Codex has no word for. Codex ignores the table. A plugin's schema judges its table of `config`. */
export const tenon = () =>
  table({
    plugins: texts,
    required: texts,
    disabled: texts,
    replacements: textMap,
    config: named(z.record(string, z.unknown())),
    log_level: word(['error', 'warn', 'info', 'debug']),
  });
