import { type Section, under } from './section.ts';

export const agents: Section = {
  title: 'Agents and memories',
  keys: {
    agents: 'Limits of agents, and roles by name.',
    ...under('agents', {
      max_threads: ['Agents at a time.', 6],
      max_depth: ['How deep agents may start agents.', 1],
      job_max_runtime_seconds: ['Seconds that an agent of a batch may take.', 1800],
      interrupt_message: 'Tell an agent that it was interrupted.',
      '*.description': 'When to use the role.',
      '*.config_file': 'Path of a configuration file for it.',
      '*.nickname_candidates': 'Names its agents may have.',
    }),
    memories: 'What is remembered between threads.',
    ...under('memories', {
      generate_memories: ['Remember.', true],
      use_memories: ['Use what is remembered.', true],
      disable_on_external_context: ['Do not remember threads that used MCP or the web.', false],
      no_memories_if_mcp_or_web_search: 'The old name of `disable_on_external_context`.',
      max_raw_memories_for_consolidation: ['Memories put together at a time.', 256],
      max_unused_days: ['Days after which what was not used is forgotten.', 30],
      max_rollout_age_days: ['Days after which a thread is too old to remember.', 10],
      max_rollouts_per_startup: ['Threads looked at in one start.', 2],
      min_rollout_idle_hours: ['Hours a thread must have been idle.', 6],
      min_rate_limit_remaining_percent: ['Percent of the rate limit that must be left.', 25],
      extract_model: 'The model that finds what to remember.',
      consolidation_model: 'The model that puts memories together.',
    }),
  },
};
