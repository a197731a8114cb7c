import * as z from 'zod/mini';
import { approvalMode, count, flag, list, named, string, text, textMap, texts, word } from './kinds.ts';

/** Seconds, with a fraction if need be. */
const seconds = z.optional(z.number().check(z.minimum(0)));

const mcpServer = () =>
  z.object({
    // On the standard streams
    command: text,
    args: texts,
    env: textMap,
    env_vars: list(z.union([string, z.object({ name: string, source: word(['local', 'remote']) })])),
    cwd: text,
    // Over HTTP
    url: text,
    bearer_token_env_var: text,
    bearer_token: text,
    http_headers: textMap,
    env_http_headers: textMap,
    oauth_resource: text,
    oauth: named(z.unknown()),
    scopes: texts,
    // Both
    name: text,
    enabled: flag,
    required: flag,
    startup_timeout_sec: seconds,
    startup_timeout_ms: count,
    tool_timeout_sec: seconds,
    enabled_tools: texts,
    disabled_tools: texts,
    default_tools_approval_mode: approvalMode,
    tools: mcpTools(),
    supports_parallel_tool_calls: flag,
    experimental_environment: text,
  });

/** The settings of single tools, by name. */
export const mcpTools = () => named(z.object({ approval_mode: approvalMode }));

/** `[mcp_servers.<name>]`. What goes with `command` and what with `url` is in `rules-mcp.ts`. */
export const mcpServers = () => named(mcpServer());
