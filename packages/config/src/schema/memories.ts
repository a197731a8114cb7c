import { count, flag, table, text, whole } from './kinds.ts';

/** `[memories]`. */
export const memories = () =>
  table({
    generate_memories: flag,
    use_memories: flag,
    disable_on_external_context: flag,
    no_memories_if_mcp_or_web_search: flag,
    max_raw_memories_for_consolidation: count,
    max_unused_days: whole,
    max_rollout_age_days: whole,
    max_rollouts_per_startup: count,
    min_rollout_idle_hours: whole,
    min_rate_limit_remaining_percent: whole,
    extract_model: text,
    consolidation_model: text,
  });
