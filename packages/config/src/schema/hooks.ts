import * as z from 'zod/mini';
import { count, flag, list, named, table, text } from './kinds.ts';

/** The events of hooks, in the order in which a file's hooks are counted. */
export const hookEvents = [
  'PreToolUse',
  'PermissionRequest',
  'PostToolUse',
  'SessionStart',
  'UserPromptSubmit',
  'Stop',
] as const;

/** `timeout` in seconds. A handler of type `command` needs its command: `rules.ts`. */
const handler = () =>
  z.object({
    type: z.enum(['command', 'prompt', 'agent']),
    command: text,
    timeout: count,
    async: flag,
    statusMessage: text,
  });

const groups = () => list(z.object({ matcher: text, hooks: list(handler()) }));

/** The groups of each event. */
export const hookGroups = () => {
  const same = groups();
  return {
    PreToolUse: same,
    PermissionRequest: same,
    PostToolUse: same,
    SessionStart: same,
    UserPromptSubmit: same,
    Stop: same,
  } satisfies Record<(typeof hookEvents)[number], unknown>;
};

/** `[hooks]`: `[[hooks.<event>]]`, and a switch for each handler, by its key. */
export const hooks = () => table({ ...hookGroups(), state: named(z.object({ enabled: flag })) });
