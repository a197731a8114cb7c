import { flag, table, whole } from './kinds.ts';

/** `[ghost_snapshot]`: sizes in bytes, and numbers of files. */
export const ghostSnapshot = () =>
  table({
    ignore_large_untracked_files: whole,
    ignore_large_untracked_dirs: whole,
    disable_warnings: flag,
  });
