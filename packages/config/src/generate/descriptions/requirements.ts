import { networkKeys } from './approvals.ts';
import { hookEventKeys } from './extensions.ts';
import { type Section, under } from './section.ts';

const identity = {
  identity: 'What the server must be.',
  'identity.command': 'The program that starts it.',
  'identity.url': 'Where it is.',
};

export const requirements: Section = {
  title: 'requirements.toml',
  keys: {
    allowed_approval_policies: 'What `approval_policy` may be; the first is used for what it may not be.',
    'allowed_approval_policies[].granular': 'Which kinds of question are asked.',
    ...under('allowed_approval_policies[].granular', {
      sandbox_approval: 'Questions about commands that the sandbox stops.',
      rules: 'Questions that rules demand.',
      mcp_elicitations: 'Questions of MCP servers.',
      skill_approval: ['Questions about skills.', false],
      request_permissions: ['Questions about more permissions.', false],
    }),
    allowed_approvals_reviewers: 'What `approvals_reviewer` may be.',
    allowed_sandbox_modes: 'What `sandbox_mode` may be; `read-only` must be among them.',
    allowed_web_search_modes: 'What `web_search` may be; `disabled` always may.',
    remote_sandbox_config: 'Other `allowed_sandbox_modes` for some hosts; the first that matches is used.',
    'remote_sandbox_config[].hostname_patterns': 'Names of hosts; `*` is any text.',
    'remote_sandbox_config[].allowed_sandbox_modes': 'What `sandbox_mode` may be there.',
    features: 'Features that are forced on or off.',
    feature_requirements: 'Another name of `features`.',
    mcp_servers: 'The only MCP servers that may be used, by name.',
    ...under('mcp_servers.*', identity),
    plugins: 'Plugins of marketplaces by id.',
    'plugins.*.mcp_servers': 'The only MCP servers of the plugin that may be used, by name.',
    ...under('plugins.*.mcp_servers.*', identity),
    apps: 'Apps by id.',
    'apps.*.enabled': 'Whether the app may be used.',
    rules: 'Rules for commands.',
    'rules.prefix_rules': 'Each is for the commands that begin with a pattern.',
    ...under('rules.prefix_rules[]', {
      pattern: 'The words a command begins with.',
      'pattern[].token': 'One word.',
      'pattern[].any_of': 'One of some words; one of `token` and `any_of` is needed.',
      decision: 'Ask, or refuse.',
      justification: 'The reason, for people and the model.',
    }),
    enforce_residency: 'Where requests must be served.',
    experimental_network:
      'The network of commands. There is no proxy yet to see to it: unless it is not enabled, commands in a sandbox have no network.',
    ...under('experimental_network', {
      ...networkKeys,
      http_port: 'The port of the HTTP proxy.',
      socks_port: 'The port of the SOCKS proxy.',
      managed_allowed_domains_only: 'Users may not allow more hosts.',
      allowed_domains: 'The old form of `domains`: hosts that are allowed.',
      denied_domains: 'The old form of `domains`: hosts that are denied.',
      allow_unix_sockets: 'The old form of `unix_sockets`: those that are allowed.',
    }),
    permissions: 'Limits of permission profiles.',
    'permissions.filesystem': 'Files.',
    'permissions.filesystem.deny_read':
      'Paths and patterns that nobody may read, under no profile: absolute, `~/…`, or `:project_roots/…`.',
    hooks: 'Hooks that users cannot switch off.',
    'hooks.managed_dir': 'The folder of their programs; without it none is used.',
    'hooks.windows_managed_dir': 'The same on Windows.',
    ...under('hooks', hookEventKeys),
    guardian_policy_config: 'What the review by a model is to go by.',
  },
};
