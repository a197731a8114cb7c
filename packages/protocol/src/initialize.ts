// The handshake: `initialize`. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import { AbsolutePathBuf } from './scalars.ts';

export const ClientInfo = z.object({
  name: z.string(),
  title: z.optional(z.nullable(z.string())),
  version: z.string(),
});
export type ClientInfo = z.infer<typeof ClientInfo>;

export const InitializeCapabilities = z.object({
  /** Ours: events of threads carry their sequence number (`seq`), answers a `cursor`. Refused without `experimentalApi`. */
  eventSequence: experimental(z.boolean()),
  experimentalApi: z.optional(z.boolean()),
  optOutNotificationMethods: z.optional(z.nullable(z.array(z.string()))),
});
export type InitializeCapabilities = z.infer<typeof InitializeCapabilities>;

export const InitializeParams = z.object({
  capabilities: z.optional(z.nullable(InitializeCapabilities)),
  clientInfo: ClientInfo,
});
export type InitializeParams = z.infer<typeof InitializeParams>;

export const InitializeResponse = z.object({
  codexHome: AbsolutePathBuf,
  platformFamily: z.string(),
  platformOs: z.string(),
  userAgent: z.string(),
});
export type InitializeResponse = z.infer<typeof InitializeResponse>;
