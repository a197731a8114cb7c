// The envelopes of the wire. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { RequestId } from './scalars.ts';

export const JSONRPCErrorError = z.object({ code: z.int(), data: z.optional(z.unknown()), message: z.string() });
export type JSONRPCErrorError = z.infer<typeof JSONRPCErrorError>;

export const JSONRPCError = z.object({ error: JSONRPCErrorError, id: RequestId });
export type JSONRPCError = z.infer<typeof JSONRPCError>;

export const JSONRPCNotification = z.object({ method: z.string(), params: z.optional(z.unknown()) });
export type JSONRPCNotification = z.infer<typeof JSONRPCNotification>;

export const W3cTraceContext = z.object({
  traceparent: z.optional(z.nullable(z.string())),
  tracestate: z.optional(z.nullable(z.string())),
});
export type W3cTraceContext = z.infer<typeof W3cTraceContext>;

export const JSONRPCRequest = z.object({
  id: RequestId,
  method: z.string(),
  params: z.optional(z.unknown()),
  trace: z.optional(z.nullable(W3cTraceContext)),
});
export type JSONRPCRequest = z.infer<typeof JSONRPCRequest>;

export const JSONRPCResponse = z.object({ id: RequestId, result: z.unknown() });
export type JSONRPCResponse = z.infer<typeof JSONRPCResponse>;

export const JSONRPCMessage = z.union([JSONRPCRequest, JSONRPCNotification, JSONRPCResponse, JSONRPCError]);
export type JSONRPCMessage = z.infer<typeof JSONRPCMessage>;
