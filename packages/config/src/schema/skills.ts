import * as z from 'zod/mini';
import { boolean, flag, list, table, text } from './kinds.ts';
import { switchTable } from './switch.ts';

/** `[skills]`; each of `config` names skills by path or by name. */
export const skills = () =>
  table({
    include_instructions: flag,
    bundled: switchTable(),
    config: list(z.object({ enabled: boolean, path: text, name: text })),
  });
