import * as z from 'zod/mini';
import { boolean, count, flag, named, positive, text } from './kinds.ts';

/** `[features]`: a switch each; two take a table of settings instead, which `rules.ts` holds them to. */
export const features = () => named(z.union([boolean, featureTable()]));

const featureTable = () =>
  z.object({
    enabled: flag,
    // multi_agent_v2
    max_concurrent_threads_per_session: positive,
    min_wait_timeout_ms: count,
    usage_hint_enabled: flag,
    usage_hint_text: text,
    root_agent_usage_hint_text: text,
    subagent_usage_hint_text: text,
    hide_spawn_agent_metadata: flag,
    // apps_mcp_path_override
    path: text,
  });
