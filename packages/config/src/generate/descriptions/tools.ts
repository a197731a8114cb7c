import { type KeyDocs, type Section, under } from './section.ts';

const suggested: KeyDocs = { type: 'What it is.', id: 'Its id.' };

export const tools: Section = {
  title: 'Tools',
  keys: {
    web_search: ['Search the web: in an index, or live.', 'cached'],
    tools: 'Settings of tools.',
    'tools.web_search': 'A switch, or how to search.',
    ...under('tools.web_search', {
      context_size: 'How much of what is found the model gets.',
      allowed_domains: 'Domains to search; default: all.',
      location: 'Where the user is, roughly.',
      'location.country': 'Two letters, as in `DE`.',
      'location.region': 'A state or region.',
      'location.city': 'A city.',
      'location.timezone': 'As in `Europe/Berlin`.',
    }),
    'tools.view_image': 'Let the model look at images of the disk.',
    tool_output_token_limit: 'Tokens of output that one call may return; the middle is cut out of more.',
    background_terminal_max_timeout: ['Milliseconds that one look at a running command may wait.', 300_000],
    experimental_use_unified_exec_tool: 'The old name of `features.unified_exec`.',
    experimental_use_freeform_apply_patch: 'The old name of `features.apply_patch_freeform`.',
    tool_suggest: 'What may be suggested for installation.',
    'tool_suggest.discoverables': 'What may be suggested besides.',
    ...under('tool_suggest.discoverables[]', suggested),
    'tool_suggest.disabled_tools': 'What may not.',
    ...under('tool_suggest.disabled_tools[]', suggested),
    js_repl_node_path: 'Has no effect any more.',
    js_repl_node_module_dirs: 'Has no effect any more.',
  },
};

export const features: Section = {
  title: 'Features',
  keys: {
    features: 'Switches by name; `multi_agent_v2` and `apps_mcp_path_override` also take tables.',
    ...under('features.*', {
      enabled: 'The switch, in such a table.',
      max_concurrent_threads_per_session: '`multi_agent_v2`: agents at a time.',
      min_wait_timeout_ms: '`multi_agent_v2`: milliseconds that waiting for an agent takes at least.',
      usage_hint_enabled: '`multi_agent_v2`: tell the model when to use agents.',
      usage_hint_text: '`multi_agent_v2`: what it is told.',
      root_agent_usage_hint_text: '`multi_agent_v2`: what the first agent is told.',
      subagent_usage_hint_text: '`multi_agent_v2`: what the others are told.',
      hide_spawn_agent_metadata: '`multi_agent_v2`: leave the kinds of agents out of the tool’s description.',
      path: '`apps_mcp_path_override`: the path of the server of apps.',
    }),
    suppress_unstable_features_warning: ['Do not warn of features that are under development.', false],
  },
};
