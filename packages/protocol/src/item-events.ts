// Notifications about items. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { FileUpdateChange, ThreadItem } from './item.ts';
import { ResponseItem } from './response-item.ts';

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

export const ContextCompactedNotification = z.object({ threadId: z.string(), turnId: z.string() });
export type ContextCompactedNotification = z.infer<typeof ContextCompactedNotification>;

export const FileChangePatchUpdatedNotification = z.object({
  changes: z.array(FileUpdateChange),
  itemId: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type FileChangePatchUpdatedNotification = z.infer<typeof FileChangePatchUpdatedNotification>;

export const McpToolCallProgressNotification = z.object({
  itemId: z.string(),
  message: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type McpToolCallProgressNotification = z.infer<typeof McpToolCallProgressNotification>;

export const PlanDeltaNotification = z.object({
  delta: z.string(),
  itemId: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type PlanDeltaNotification = z.infer<typeof PlanDeltaNotification>;

export const RawResponseItemCompletedNotification = z.object({
  item: ResponseItem,
  threadId: z.string(),
  turnId: z.string(),
});
export type RawResponseItemCompletedNotification = z.infer<typeof RawResponseItemCompletedNotification>;

export const TerminalInteractionNotification = z.object({
  itemId: z.string(),
  processId: z.string(),
  stdin: z.string(),
  threadId: z.string(),
  turnId: z.string(),
});
export type TerminalInteractionNotification = z.infer<typeof TerminalInteractionNotification>;
