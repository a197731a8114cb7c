import { flag, table, texts } from './kinds.ts';

/** `[sandbox_workspace_write]`. `writable_roots` are paths; the flags default to false. */
export const sandboxWorkspaceWrite = () =>
  table({
    writable_roots: texts,
    network_access: flag,
    exclude_tmpdir_env_var: flag,
    exclude_slash_tmp: flag,
  });
