import * as z from 'zod/mini';
import { approvalMode, flag, named } from './kinds.ts';

/** `[apps.<id>]`; `_default` is for those that are not named. */
export const apps = () =>
  named(
    z.object({
      enabled: flag,
      destructive_enabled: flag,
      open_world_enabled: flag,
      default_tools_approval_mode: approvalMode,
      default_tools_enabled: flag,
      tools: named(z.object({ enabled: flag, approval_mode: approvalMode })),
    }),
  );
