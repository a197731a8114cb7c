// A client of the app-server protocol. Nothing here needs Node: transports that do stand in the subpaths.
export type { Channel, Transport } from './channel.ts';
export type { Client, NotificationOptions } from './client.ts';
export { type ConnectOptions, connect } from './connect.ts';
export { ClientError, type ClientErrorCode, RpcError, TurnFailedError } from './errors.ts';
export type { EventStream } from './event-queue.ts';
export type { ClientEvent, ClientEvents, EventMethod, EventsLost } from './events.ts';
export { type InProcessConnection, inProcess } from './in-process.ts';
export type { RequestOptions } from './peer.ts';
export type { ReconnectOptions } from './reconnect.ts';
export type { RequestContext, RequestHandler } from './server-requests.ts';
export type { Subscriber } from './subscribers.ts';
export type { ResumeOptions, StreamOptions, ThreadHandle, TurnInput, TurnOptions } from './thread-handle.ts';
export type { TurnResult } from './turn-result.ts';
