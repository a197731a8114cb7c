import type { ClientMethod, ClientRequests } from '@tenon/protocol';
import type { AppServer } from './app-server.ts';
import type { Connection } from './connection.ts';
import { initialize } from './methods/initialize.ts';
import { modelList } from './methods/model.ts';
import { threadResume, threadStart, threadUnsubscribe } from './methods/thread.ts';
import { threadList, threadLoadedList, threadRead } from './methods/thread-read.ts';
import { turnInterrupt, turnStart, turnSteer } from './methods/turn.ts';

export interface HandlerContext {
  readonly server: AppServer;
  readonly connection: Connection;
  /** Runs once the result was sent. Not after an error. */
  readonly afterResponse: (then: () => void) => void;
}

/** From validated params to a result; errors are thrown. */
export type Handler<M extends ClientMethod> = (
  params: ClientRequests[M]['params'],
  context: HandlerContext,
) => ClientRequests[M]['result'] | Promise<ClientRequests[M]['result']>;

export const handlers: { readonly [M in ClientMethod]: Handler<M> } = {
  initialize,
  'thread/start': threadStart,
  'thread/resume': threadResume,
  'thread/read': threadRead,
  'thread/list': threadList,
  'thread/loaded/list': threadLoadedList,
  'thread/unsubscribe': threadUnsubscribe,
  'turn/start': turnStart,
  'turn/steer': turnSteer,
  'turn/interrupt': turnInterrupt,
  'model/list': modelList,
};
