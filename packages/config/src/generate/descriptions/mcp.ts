import { type KeyDocs, type Section, under } from './section.ts';

/** Also of the servers of plugins. */
export const serverTools: KeyDocs = {
  enabled: ['Use the server.', true],
  enabled_tools: 'Tools to use; default: all.',
  disabled_tools: 'Tools to leave out.',
  default_tools_approval_mode: 'When to ask before a tool runs.',
  tools: 'Settings by tool.',
  'tools.*.approval_mode': 'When to ask before this tool runs.',
};

export const mcp: Section = {
  title: 'MCP servers',
  keys: {
    mcp_servers: 'Servers by name; each has a `command` or a `url`.',
    ...under('mcp_servers.*', {
      command: 'A program that speaks MCP on its standard streams.',
      args: 'Its arguments.',
      env: 'Variables it gets.',
      env_vars: 'Names of variables to pass on.',
      'env_vars[].name': 'A name.',
      'env_vars[].source': 'Where its value is.',
      cwd: 'The folder it runs in.',
      url: 'Where a server is that speaks MCP over HTTP.',
      bearer_token_env_var: 'The variable that holds its bearer token.',
      bearer_token: 'Refused: a token does not belong in the file.',
      http_headers: 'Headers of each request.',
      env_http_headers: 'Headers whose values are in variables: header to variable.',
      oauth_resource: 'The resource to ask for at login.',
      oauth: 'Settings of the login in later versions; not judged.',
      scopes: 'Scopes to ask for at login.',
      name: 'For people.',
      ...serverTools,
      required: ['Do not start a thread without it.', false],
      startup_timeout_sec: ['Seconds it may take to start.', 30],
      startup_timeout_ms: 'The same in milliseconds.',
      tool_timeout_sec: ['Seconds a call may take.', 120],
      supports_parallel_tool_calls: ['Its tools may run at a time.', false],
      experimental_environment: 'The environment it runs in.',
    }),
    mcp_oauth_credentials_store: ['Where logins to servers are kept.', 'auto'],
    mcp_oauth_callback_port: 'The local port a login comes back to; default: a free one.',
    mcp_oauth_callback_url: 'The URL a login comes back to.',
  },
};
