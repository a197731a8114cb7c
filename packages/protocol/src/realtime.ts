// Realtime conversations. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const RealtimeConversationVersion = z.enum(['v1', 'v2']);
export type RealtimeConversationVersion = z.infer<typeof RealtimeConversationVersion>;

export const RealtimeOutputModality = z.enum(['text', 'audio']);
export type RealtimeOutputModality = z.infer<typeof RealtimeOutputModality>;

export const RealtimeVoice = z.enum([
  'alloy',
  'arbor',
  'ash',
  'ballad',
  'breeze',
  'cedar',
  'coral',
  'cove',
  'echo',
  'ember',
  'juniper',
  'maple',
  'marin',
  'sage',
  'shimmer',
  'sol',
  'spruce',
  'vale',
  'verse',
]);
export type RealtimeVoice = z.infer<typeof RealtimeVoice>;

export const RealtimeVoicesList = z.object({
  defaultV1: RealtimeVoice,
  defaultV2: RealtimeVoice,
  v1: z.array(RealtimeVoice),
  v2: z.array(RealtimeVoice),
});
export type RealtimeVoicesList = z.infer<typeof RealtimeVoicesList>;

export const ThreadRealtimeAudioChunk = z.object({
  data: z.string(),
  itemId: z.optional(z.nullable(z.string())),
  numChannels: z.int().check(z.minimum(0)),
  sampleRate: z.int().check(z.minimum(0)),
  samplesPerChannel: z.optional(z.nullable(z.int().check(z.minimum(0)))),
});
export type ThreadRealtimeAudioChunk = z.infer<typeof ThreadRealtimeAudioChunk>;

export const ThreadRealtimeAppendAudioParams = z.object({ audio: ThreadRealtimeAudioChunk, threadId: z.string() });
export type ThreadRealtimeAppendAudioParams = z.infer<typeof ThreadRealtimeAppendAudioParams>;

export const ThreadRealtimeAppendAudioResponse = z.object({});
export type ThreadRealtimeAppendAudioResponse = z.infer<typeof ThreadRealtimeAppendAudioResponse>;

export const ThreadRealtimeAppendTextParams = z.object({ text: z.string(), threadId: z.string() });
export type ThreadRealtimeAppendTextParams = z.infer<typeof ThreadRealtimeAppendTextParams>;

export const ThreadRealtimeAppendTextResponse = z.object({});
export type ThreadRealtimeAppendTextResponse = z.infer<typeof ThreadRealtimeAppendTextResponse>;

export const ThreadRealtimeClosedNotification = z.object({
  reason: z.optional(z.nullable(z.string())),
  threadId: z.string(),
});
export type ThreadRealtimeClosedNotification = z.infer<typeof ThreadRealtimeClosedNotification>;

export const ThreadRealtimeErrorNotification = z.object({ message: z.string(), threadId: z.string() });
export type ThreadRealtimeErrorNotification = z.infer<typeof ThreadRealtimeErrorNotification>;

export const ThreadRealtimeItemAddedNotification = z.object({ item: z.unknown(), threadId: z.string() });
export type ThreadRealtimeItemAddedNotification = z.infer<typeof ThreadRealtimeItemAddedNotification>;

export const ThreadRealtimeListVoicesParams = z.object({});
export type ThreadRealtimeListVoicesParams = z.infer<typeof ThreadRealtimeListVoicesParams>;

export const ThreadRealtimeListVoicesResponse = z.object({ voices: RealtimeVoicesList });
export type ThreadRealtimeListVoicesResponse = z.infer<typeof ThreadRealtimeListVoicesResponse>;

export const ThreadRealtimeOutputAudioDeltaNotification = z.object({
  audio: ThreadRealtimeAudioChunk,
  threadId: z.string(),
});
export type ThreadRealtimeOutputAudioDeltaNotification = z.infer<typeof ThreadRealtimeOutputAudioDeltaNotification>;

export const ThreadRealtimeSdpNotification = z.object({ sdp: z.string(), threadId: z.string() });
export type ThreadRealtimeSdpNotification = z.infer<typeof ThreadRealtimeSdpNotification>;

export const ThreadRealtimeStartTransport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('websocket') }),
  z.object({ type: z.literal('webrtc'), sdp: z.string() }),
]);
export type ThreadRealtimeStartTransport = z.infer<typeof ThreadRealtimeStartTransport>;

export const ThreadRealtimeStartParams = z.object({
  outputModality: RealtimeOutputModality,
  prompt: z.optional(z.nullable(z.string())),
  sessionId: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  transport: z.optional(z.nullable(ThreadRealtimeStartTransport)),
  voice: z.optional(z.nullable(RealtimeVoice)),
});
export type ThreadRealtimeStartParams = z.infer<typeof ThreadRealtimeStartParams>;

export const ThreadRealtimeStartResponse = z.object({});
export type ThreadRealtimeStartResponse = z.infer<typeof ThreadRealtimeStartResponse>;

export const ThreadRealtimeStartedNotification = z.object({
  sessionId: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  version: RealtimeConversationVersion,
});
export type ThreadRealtimeStartedNotification = z.infer<typeof ThreadRealtimeStartedNotification>;

export const ThreadRealtimeStopParams = z.object({ threadId: z.string() });
export type ThreadRealtimeStopParams = z.infer<typeof ThreadRealtimeStopParams>;

export const ThreadRealtimeStopResponse = z.object({});
export type ThreadRealtimeStopResponse = z.infer<typeof ThreadRealtimeStopResponse>;

export const ThreadRealtimeTranscriptDeltaNotification = z.object({
  delta: z.string(),
  role: z.string(),
  threadId: z.string(),
});
export type ThreadRealtimeTranscriptDeltaNotification = z.infer<typeof ThreadRealtimeTranscriptDeltaNotification>;

export const ThreadRealtimeTranscriptDoneNotification = z.object({
  role: z.string(),
  text: z.string(),
  threadId: z.string(),
});
export type ThreadRealtimeTranscriptDoneNotification = z.infer<typeof ThreadRealtimeTranscriptDoneNotification>;
