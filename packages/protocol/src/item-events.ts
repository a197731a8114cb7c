// Notifications about items. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { ThreadItem } from './item.ts';

export const ItemStartedNotification = z.object({ item: ThreadItem, threadId: z.string(), turnId: z.string() });
export type ItemStartedNotification = z.infer<typeof ItemStartedNotification>;

export const ItemCompletedNotification = z.object({ item: ThreadItem, threadId: z.string(), turnId: z.string() });
export type ItemCompletedNotification = z.infer<typeof ItemCompletedNotification>;

export const AgentMessageDeltaNotification = z.object({
  delta: z.string(),
  itemId: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type AgentMessageDeltaNotification = z.infer<typeof AgentMessageDeltaNotification>;

export const ReasoningSummaryTextDeltaNotification = z.object({
  delta: z.string(),
  itemId: z.string(),
  summaryIndex: z.int(),
  threadId: z.string(),
  turnId: z.string(),
});
export type ReasoningSummaryTextDeltaNotification = z.infer<typeof ReasoningSummaryTextDeltaNotification>;

export const ReasoningSummaryPartAddedNotification = z.object({
  itemId: z.string(),
  summaryIndex: z.int(),
  threadId: z.string(),
  turnId: z.string(),
});
export type ReasoningSummaryPartAddedNotification = z.infer<typeof ReasoningSummaryPartAddedNotification>;

export const ReasoningTextDeltaNotification = z.object({
  contentIndex: z.int(),
  delta: z.string(),
  itemId: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type ReasoningTextDeltaNotification = z.infer<typeof ReasoningTextDeltaNotification>;

export const CommandExecutionOutputDeltaNotification = z.object({
  delta: z.string(),
  itemId: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type CommandExecutionOutputDeltaNotification = z.infer<typeof CommandExecutionOutputDeltaNotification>;

export const FileChangeOutputDeltaNotification = z.object({
  delta: z.string(),
  itemId: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type FileChangeOutputDeltaNotification = z.infer<typeof FileChangeOutputDeltaNotification>;
