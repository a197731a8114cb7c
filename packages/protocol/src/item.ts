// Thread items: what clients see of a turn. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { UserInput } from './input.ts';
import { AbsolutePathBuf, ReasoningEffort } from './scalars.ts';

export const CollabAgentStatus = z.enum([
  'pendingInit',
  'running',
  'interrupted',
  'completed',
  'errored',
  'shutdown',
  'notFound',
]);
export type CollabAgentStatus = z.infer<typeof CollabAgentStatus>;

export const CollabAgentState = z.object({ message: z.optional(z.nullable(z.string())), status: CollabAgentStatus });
export type CollabAgentState = z.infer<typeof CollabAgentState>;

export const CollabAgentTool = z.enum(['spawnAgent', 'sendInput', 'resumeAgent', 'wait', 'closeAgent']);
export type CollabAgentTool = z.infer<typeof CollabAgentTool>;

export const CollabAgentToolCallStatus = z.enum(['inProgress', 'completed', 'failed']);
export type CollabAgentToolCallStatus = z.infer<typeof CollabAgentToolCallStatus>;

export const CommandAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), command: z.string(), name: z.string(), path: AbsolutePathBuf }),
  z.object({ type: z.literal('listFiles'), command: z.string(), path: z.optional(z.nullable(z.string())) }),
  z.object({
    type: z.literal('search'),
    command: z.string(),
    path: z.optional(z.nullable(z.string())),
    query: z.optional(z.nullable(z.string())),
  }),
  z.object({ type: z.literal('unknown'), command: z.string() }),
]);
export type CommandAction = z.infer<typeof CommandAction>;

export const CommandExecutionSource = z.enum(['agent', 'userShell', 'unifiedExecStartup', 'unifiedExecInteraction']);
export type CommandExecutionSource = z.infer<typeof CommandExecutionSource>;

export const CommandExecutionStatus = z.enum(['inProgress', 'completed', 'failed', 'declined']);
export type CommandExecutionStatus = z.infer<typeof CommandExecutionStatus>;

export const DynamicToolCallOutputContentItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('inputText'), text: z.string() }),
  z.object({ type: z.literal('inputImage'), imageUrl: z.string() }),
]);
export type DynamicToolCallOutputContentItem = z.infer<typeof DynamicToolCallOutputContentItem>;

export const DynamicToolCallStatus = z.enum(['inProgress', 'completed', 'failed']);
export type DynamicToolCallStatus = z.infer<typeof DynamicToolCallStatus>;

export const PatchChangeKind = z.discriminatedUnion('type', [
  z.object({ type: z.literal('add') }),
  z.object({ type: z.literal('delete') }),
  z.object({ type: z.literal('update'), move_path: z.optional(z.nullable(z.string())) }),
]);
export type PatchChangeKind = z.infer<typeof PatchChangeKind>;

export const FileUpdateChange = z.object({ diff: z.string(), kind: PatchChangeKind, path: z.string() });
export type FileUpdateChange = z.infer<typeof FileUpdateChange>;

export const HookPromptFragment = z.object({ hookRunId: z.string(), text: z.string() });
export type HookPromptFragment = z.infer<typeof HookPromptFragment>;

export const McpToolCallError = z.object({ message: z.string() });
export type McpToolCallError = z.infer<typeof McpToolCallError>;

export const McpToolCallResult = z.object({
  _meta: z.optional(z.unknown()),
  content: z.array(z.unknown()),
  structuredContent: z.optional(z.unknown()),
});
export type McpToolCallResult = z.infer<typeof McpToolCallResult>;

export const McpToolCallStatus = z.enum(['inProgress', 'completed', 'failed']);
export type McpToolCallStatus = z.infer<typeof McpToolCallStatus>;

export const MemoryCitationEntry = z.object({
  lineEnd: z.int().check(z.minimum(0)),
  lineStart: z.int().check(z.minimum(0)),
  note: z.string(),
  path: z.string(),
});
export type MemoryCitationEntry = z.infer<typeof MemoryCitationEntry>;

export const MemoryCitation = z.object({ entries: z.array(MemoryCitationEntry), threadIds: z.array(z.string()) });
export type MemoryCitation = z.infer<typeof MemoryCitation>;

export const MessagePhase = z.enum(['commentary', 'final_answer']);
export type MessagePhase = z.infer<typeof MessagePhase>;

export const PatchApplyStatus = z.enum(['inProgress', 'completed', 'failed', 'declined']);
export type PatchApplyStatus = z.infer<typeof PatchApplyStatus>;

export const WebSearchAction = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('search'),
    queries: z.optional(z.nullable(z.array(z.string()))),
    query: z.optional(z.nullable(z.string())),
  }),
  z.object({ type: z.literal('openPage'), url: z.optional(z.nullable(z.string())) }),
  z.object({
    type: z.literal('findInPage'),
    pattern: z.optional(z.nullable(z.string())),
    url: z.optional(z.nullable(z.string())),
  }),
  z.object({ type: z.literal('other') }),
]);
export type WebSearchAction = z.infer<typeof WebSearchAction>;

export const ThreadItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('userMessage'), content: z.array(UserInput), id: z.string() }),
  z.object({ type: z.literal('hookPrompt'), fragments: z.array(HookPromptFragment), id: z.string() }),
  z.object({
    type: z.literal('agentMessage'),
    id: z.string(),
    memoryCitation: z.optional(z.nullable(MemoryCitation)),
    phase: z.optional(z.nullable(MessagePhase)),
    text: z.string(),
  }),
  z.object({ type: z.literal('plan'), id: z.string(), text: z.string() }),
  z.object({
    type: z.literal('reasoning'),
    content: z.optional(z.array(z.string())),
    id: z.string(),
    summary: z.optional(z.array(z.string())),
  }),
  z.object({
    type: z.literal('commandExecution'),
    aggregatedOutput: z.optional(z.nullable(z.string())),
    command: z.string(),
    commandActions: z.array(CommandAction),
    cwd: AbsolutePathBuf,
    durationMs: z.optional(z.nullable(z.int())),
    exitCode: z.optional(z.nullable(z.int())),
    id: z.string(),
    processId: z.optional(z.nullable(z.string())),
    source: z.optional(CommandExecutionSource),
    status: CommandExecutionStatus,
  }),
  z.object({
    type: z.literal('fileChange'),
    changes: z.array(FileUpdateChange),
    id: z.string(),
    status: PatchApplyStatus,
  }),
  z.object({
    type: z.literal('mcpToolCall'),
    arguments: z.unknown(),
    durationMs: z.optional(z.nullable(z.int())),
    error: z.optional(z.nullable(McpToolCallError)),
    id: z.string(),
    mcpAppResourceUri: z.optional(z.nullable(z.string())),
    result: z.optional(z.nullable(McpToolCallResult)),
    server: z.string(),
    status: McpToolCallStatus,
    tool: z.string(),
  }),
  z.object({
    type: z.literal('dynamicToolCall'),
    arguments: z.unknown(),
    contentItems: z.optional(z.nullable(z.array(DynamicToolCallOutputContentItem))),
    durationMs: z.optional(z.nullable(z.int())),
    id: z.string(),
    namespace: z.optional(z.nullable(z.string())),
    status: DynamicToolCallStatus,
    success: z.optional(z.nullable(z.boolean())),
    tool: z.string(),
  }),
  z.object({
    type: z.literal('collabAgentToolCall'),
    agentsStates: z.record(z.string(), CollabAgentState),
    id: z.string(),
    model: z.optional(z.nullable(z.string())),
    prompt: z.optional(z.nullable(z.string())),
    reasoningEffort: z.optional(z.nullable(ReasoningEffort)),
    receiverThreadIds: z.array(z.string()),
    senderThreadId: z.string(),
    status: CollabAgentToolCallStatus,
    tool: CollabAgentTool,
  }),
  z.object({
    type: z.literal('webSearch'),
    action: z.optional(z.nullable(WebSearchAction)),
    id: z.string(),
    query: z.string(),
  }),
  z.object({ type: z.literal('imageView'), id: z.string(), path: AbsolutePathBuf }),
  z.object({
    type: z.literal('imageGeneration'),
    id: z.string(),
    result: z.string(),
    revisedPrompt: z.optional(z.nullable(z.string())),
    savedPath: z.optional(z.nullable(AbsolutePathBuf)),
    status: z.string(),
  }),
  z.object({ type: z.literal('enteredReviewMode'), id: z.string(), review: z.string() }),
  z.object({ type: z.literal('exitedReviewMode'), id: z.string(), review: z.string() }),
  z.object({ type: z.literal('contextCompaction'), id: z.string() }),
]);
export type ThreadItem = z.infer<typeof ThreadItem>;
