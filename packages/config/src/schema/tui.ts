import * as z from 'zod/mini';
import { boolean, count, flag, named, natural, string, table, text, texts, word } from './kinds.ts';

const keys = () => named(z.union([string, z.array(string)]));

/** `[tui]`: how Codex's terminal client looks. A server has no use for it. */
export const tui = () =>
  table({
    notifications: z.optional(z.union([boolean, z.array(string)])),
    notification_method: word(['auto', 'osc9', 'bel']),
    notification_condition: word(['unfocused', 'always']),
    animations: flag,
    show_tooltips: flag,
    alternate_screen: word(['auto', 'always', 'never']),
    status_line: texts,
    terminal_title: texts,
    theme: text,
    keymap: table({
      global: keys(),
      chat: keys(),
      composer: keys(),
      editor: keys(),
      pager: keys(),
      list: keys(),
      approval: keys(),
    }),
    model_availability_nux: named(natural),
    terminal_resize_reflow_max_rows: count,
  });
