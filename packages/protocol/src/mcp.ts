// MCP servers: status, login, resources, tool calls. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { int64 } from './int64.ts';

export const McpServerStatusDetail = z.enum(['full', 'toolsAndAuthOnly']);
export type McpServerStatusDetail = z.infer<typeof McpServerStatusDetail>;

export const ListMcpServerStatusParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  detail: z.optional(z.nullable(McpServerStatusDetail)),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
});
export type ListMcpServerStatusParams = z.infer<typeof ListMcpServerStatusParams>;

export const McpAuthStatus = z.enum(['unsupported', 'notLoggedIn', 'bearerToken', 'oAuth']);
export type McpAuthStatus = z.infer<typeof McpAuthStatus>;

export const Resource = z.object({
  _meta: z.optional(z.unknown()),
  annotations: z.optional(z.unknown()),
  description: z.optional(z.nullable(z.string())),
  icons: z.optional(z.nullable(z.array(z.unknown()))),
  mimeType: z.optional(z.nullable(z.string())),
  name: z.string(),
  size: z.optional(z.nullable(z.int())),
  title: z.optional(z.nullable(z.string())),
  uri: z.string(),
});
export type Resource = z.infer<typeof Resource>;

export const ResourceTemplate = z.object({
  annotations: z.optional(z.unknown()),
  description: z.optional(z.nullable(z.string())),
  mimeType: z.optional(z.nullable(z.string())),
  name: z.string(),
  title: z.optional(z.nullable(z.string())),
  uriTemplate: z.string(),
});
export type ResourceTemplate = z.infer<typeof ResourceTemplate>;

export const Tool = z.object({
  _meta: z.optional(z.unknown()),
  annotations: z.optional(z.unknown()),
  description: z.optional(z.nullable(z.string())),
  icons: z.optional(z.nullable(z.array(z.unknown()))),
  inputSchema: z.unknown(),
  name: z.string(),
  outputSchema: z.optional(z.unknown()),
  title: z.optional(z.nullable(z.string())),
});
export type Tool = z.infer<typeof Tool>;

export const McpServerStatus = z.object({
  authStatus: McpAuthStatus,
  name: z.string(),
  resourceTemplates: z.array(ResourceTemplate),
  resources: z.array(Resource),
  tools: z.record(z.string(), Tool),
});
export type McpServerStatus = z.infer<typeof McpServerStatus>;

export const ListMcpServerStatusResponse = z.object({
  data: z.array(McpServerStatus),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ListMcpServerStatusResponse = z.infer<typeof ListMcpServerStatusResponse>;

export const McpResourceReadParams = z.object({
  server: z.string(),
  threadId: z.optional(z.nullable(z.string())),
  uri: z.string(),
});
export type McpResourceReadParams = z.infer<typeof McpResourceReadParams>;

export const ResourceContent = z.union([
  z.object({
    _meta: z.optional(z.unknown()),
    mimeType: z.optional(z.nullable(z.string())),
    text: z.string(),
    uri: z.string(),
  }),
  z.object({
    _meta: z.optional(z.unknown()),
    blob: z.string(),
    mimeType: z.optional(z.nullable(z.string())),
    uri: z.string(),
  }),
]);
export type ResourceContent = z.infer<typeof ResourceContent>;

export const McpResourceReadResponse = z.object({ contents: z.array(ResourceContent) });
export type McpResourceReadResponse = z.infer<typeof McpResourceReadResponse>;

export const McpServerOauthLoginCompletedNotification = z.object({
  error: z.optional(z.nullable(z.string())),
  name: z.string(),
  success: z.boolean(),
});
export type McpServerOauthLoginCompletedNotification = z.infer<typeof McpServerOauthLoginCompletedNotification>;

export const McpServerOauthLoginParams = z.object({
  name: z.string(),
  scopes: z.optional(z.nullable(z.array(z.string()))),
  timeoutSecs: z.optional(z.nullable(int64())),
});
export type McpServerOauthLoginParams = z.infer<typeof McpServerOauthLoginParams>;

export const McpServerOauthLoginResponse = z.object({ authorizationUrl: z.string() });
export type McpServerOauthLoginResponse = z.infer<typeof McpServerOauthLoginResponse>;

export const McpServerRefreshResponse = z.object({});
export type McpServerRefreshResponse = z.infer<typeof McpServerRefreshResponse>;

export const McpServerStartupState = z.enum(['starting', 'ready', 'failed', 'cancelled']);
export type McpServerStartupState = z.infer<typeof McpServerStartupState>;

export const McpServerStatusUpdatedNotification = z.object({
  error: z.optional(z.nullable(z.string())),
  name: z.string(),
  status: McpServerStartupState,
});
export type McpServerStatusUpdatedNotification = z.infer<typeof McpServerStatusUpdatedNotification>;

export const McpServerToolCallParams = z.object({
  _meta: z.optional(z.unknown()),
  arguments: z.optional(z.unknown()),
  server: z.string(),
  threadId: z.string(),
  tool: z.string(),
});
export type McpServerToolCallParams = z.infer<typeof McpServerToolCallParams>;

export const McpServerToolCallResponse = z.object({
  _meta: z.optional(z.unknown()),
  content: z.array(z.unknown()),
  isError: z.optional(z.nullable(z.boolean())),
  structuredContent: z.optional(z.unknown()),
});
export type McpServerToolCallResponse = z.infer<typeof McpServerToolCallResponse>;
