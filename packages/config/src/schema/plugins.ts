import * as z from 'zod/mini';
import { approvalMode, flag, named, texts } from './kinds.ts';
import { mcpTools } from './mcp-servers.ts';

/** `[plugins."name@marketplace"]`: plugins of marketplaces, and their MCP servers. */
export const plugins = () =>
  named(
    z.object({
      enabled: flag,
      mcp_servers: named(
        z.object({
          enabled: flag,
          default_tools_approval_mode: approvalMode,
          enabled_tools: texts,
          disabled_tools: texts,
          tools: mcpTools(),
        }),
      ),
    }),
  );
