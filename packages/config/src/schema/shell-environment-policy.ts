import { flag, table, textMap, texts, word } from './kinds.ts';

/** `[shell_environment_policy]`. `inherit` defaults to all, `ignore_default_excludes` to true. */
export const shellEnvironmentPolicy = () =>
  table({
    inherit: word(['all', 'core', 'none']),
    ignore_default_excludes: flag,
    exclude: texts,
    set: textMap,
    include_only: texts,
    experimental_use_profile: flag,
  });
