import { type KeyDocs, type Section, under } from './section.ts';

export const approvals: Section = {
  title: 'Approvals and sandbox',
  keys: {
    approval_policy: 'When to ask before a command runs; default: `on-request`, in an untrusted folder `untrusted`.',
    'approval_policy.granular': 'Which kinds of question are asked; the others are refused.',
    ...under('approval_policy.granular', {
      sandbox_approval: 'Questions about commands that the sandbox stops; required.',
      rules: 'Questions that rules demand; required.',
      mcp_elicitations: 'Questions of MCP servers; required.',
      skill_approval: ['Questions about skills.', false],
      request_permissions: ['Questions about more permissions.', false],
    }),
    approvals_reviewer: ['Who answers; `guardian_subagent` is an old name of `auto_review`.', 'user'],
    auto_review: 'The review by a model.',
    'auto_review.policy': 'What it is to go by.',
    sandbox_mode: 'What commands may do; default: `workspace-write` in a trusted folder, else `read-only`.',
    sandbox_workspace_write: 'What `workspace-write` means.',
    ...under('sandbox_workspace_write', {
      writable_roots: 'Paths of more folders that may be written.',
      network_access: ['Allow the network.', false],
      exclude_tmpdir_env_var: ['Do not allow to write in `$TMPDIR`.', false],
      exclude_slash_tmp: ['Do not allow to write in `/tmp`.', false],
    }),
    default_permissions:
      'The permission profile of new threads, by its name; beats `sandbox_mode` of the same layer and of lower ones. Needed where there are `permissions`.',
    projects: 'Folders by absolute path.',
    'projects.*.trust_level': 'Whether the configuration in the folder is used.',
    allow_login_shell: ['Run commands in a login shell.', true],
    zsh_path: 'Path of a zsh that reports what it runs.',
  },
};

/** Also of requirements. */
export const networkKeys: KeyDocs = {
  enabled: 'Allow the network.',
  allow_upstream_proxy: 'Go through the proxy of the environment.',
  allow_local_binding: 'Allow to listen on local ports.',
  dangerously_allow_non_loopback_proxy: 'Let the proxy listen on other than loopback addresses.',
  dangerously_allow_all_unix_sockets: 'Allow every Unix socket.',
  domains: 'Hosts, each allowed or denied.',
  unix_sockets: 'Paths of Unix sockets, each allowed or not.',
};

export const permissions: Section = {
  title: 'Permission profiles',
  keys: {
    permissions: 'Permission profiles by name; names that begin with `:` are built in.',
    'permissions.*.filesystem':
      'Access by absolute path, `~/…`, or `:root`, `:minimal`, `:project_roots`, `:tmpdir`, `:slash_tmp`: `read`, `write`, `none`, or a table of paths below it.',
    'permissions.*.filesystem.glob_scan_max_depth': 'How deep patterns such as `**/*.env` are looked for.',
    'permissions.*.network': 'The network of the profile.',
    ...under('permissions.*.network', {
      ...networkKeys,
      mode: '`limited` allows requests that only read. There is no proxy yet to see to it: the network is off with it.',
      domains: 'Hosts, each allowed or denied. There is no proxy yet to see to it: the network is off with them.',
      unix_sockets:
        'Paths of Unix sockets, each allowed or not. There is no proxy yet to see to it: the network is off with them.',
      proxy_url: 'Where the HTTP proxy listens.',
      socks_url: 'Where the SOCKS proxy listens.',
      enable_socks5: 'Run a SOCKS proxy.',
      enable_socks5_udp: 'Let it carry UDP.',
    }),
  },
};

export const shell: Section = {
  title: 'Environment of commands',
  keys: {
    shell_environment_policy: 'Which variables commands get.',
    ...under('shell_environment_policy', {
      inherit: ['Variables to begin with; `core` is HOME, PATH, SHELL and their like.', 'all'],
      ignore_default_excludes: ['Keep variables with KEY, SECRET or TOKEN in their names.', true],
      exclude: 'Patterns of names to leave out.',
      set: 'Variables to set.',
      include_only: 'Patterns of names to keep; the others are left out.',
      experimental_use_profile: ['Read the shell’s profile.', false],
    }),
  },
};
