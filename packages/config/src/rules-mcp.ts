import type { Problem } from './problem.ts';
import type { ConfigToml } from './schema/config.ts';

type Server = NonNullable<ConfigToml['mcp_servers']>[string];

const NOT_ON_STDIO = [
  'url',
  'bearer_token_env_var',
  'bearer_token',
  'http_headers',
  'env_http_headers',
  'oauth_resource',
] as const satisfies readonly (keyof Server)[];

const NOT_OVER_HTTP = ['args', 'env', 'env_vars', 'cwd', 'bearer_token'] as const satisfies readonly (keyof Server)[];

/** A server has a command or a URL, and only what goes with it. */
export function brokenMcpServer(name: string, server: Server): Problem[] {
  const path = ['mcp_servers', name];
  if (server.command === undefined && server.url === undefined) {
    const message = 'invalid transport: expected `command` or `url`, got neither';
    return [{ path: [...path, 'command'], expected: 'the program of the server', message, missing: true }];
  }
  const [wrong, transport] =
    server.command === undefined ? ([NOT_OVER_HTTP, 'streamable_http'] as const) : ([NOT_ON_STDIO, 'stdio'] as const);
  return wrong
    .filter((key) => server[key] !== undefined)
    .map((key) => ({
      path: [...path, key],
      expected: 'nothing',
      message: `expected nothing: ${key} is not supported for ${transport}`,
      missing: false,
    }));
}
