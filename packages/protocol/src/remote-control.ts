// State of remote control. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const RemoteControlConnectionStatus = z.enum(['disabled', 'connecting', 'connected', 'errored']);
export type RemoteControlConnectionStatus = z.infer<typeof RemoteControlConnectionStatus>;

export const RemoteControlStatusChangedNotification = z.object({
  environmentId: z.optional(z.nullable(z.string())),
  status: RemoteControlConnectionStatus,
});
export type RemoteControlStatusChangedNotification = z.infer<typeof RemoteControlStatusChangedNotification>;
