import { boolean, flag, integer, named, table, textMap, whole } from './kinds.ts';

/** `[notice]`: what a user has been told and does not want to be told again. */
export const notice = () =>
  table({
    hide_full_access_warning: flag,
    hide_world_writable_warning: flag,
    fast_default_opt_out: flag,
    hide_rate_limit_model_nudge: flag,
    hide_gpt5_1_migration_prompt: flag,
    'hide_gpt-5.1-codex-max_migration_prompt': flag,
    model_migrations: textMap,
    external_config_migration_prompts: table({
      home: flag,
      home_last_prompted_at: whole,
      projects: named(boolean),
      project_last_prompted_at: named(integer),
    }),
  });
