import type { ClientMethod } from '@tenon/protocol';
import type { Handler } from './handler.ts';
import { initialize } from './methods/initialize.ts';
import { modelList } from './methods/model.ts';
import { threadResume, threadStart, threadUnsubscribe } from './methods/thread.ts';
import { threadList, threadLoadedList, threadRead } from './methods/thread-read.ts';
import { turnInterrupt, turnStart, turnSteer } from './methods/turn.ts';

/** The one table of what answers which method. */
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
