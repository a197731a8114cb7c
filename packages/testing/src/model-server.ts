export type {
  HttpReply,
  NoReply,
  Reply,
  ReplyBreak,
  ReplyEnd,
  ReplyItem,
  ReplyUsage,
  StreamReply,
  StreamSettings,
  TextOptions,
} from './model-server/reply.ts';
export { reply } from './model-server/reply.ts';
export type { ModelRequestBody, RecordedRequest } from './model-server/request.ts';
export type { ModelServer, ModelServerOptions, ScriptedReply } from './model-server/server.ts';
export { startModelServer } from './model-server/server.ts';
