// Items of the Responses API, as rollouts and model requests hold them. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { int64 } from './int64.ts';
import { MessagePhase } from './item.ts';
import { ImageDetail } from './scalars.ts';

export const ContentItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input_text'), text: z.string() }),
  z.object({ type: z.literal('input_image'), detail: z.optional(z.nullable(ImageDetail)), image_url: z.string() }),
  z.object({ type: z.literal('output_text'), text: z.string() }),
]);
export type ContentItem = z.infer<typeof ContentItem>;

export const FunctionCallOutputContentItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input_text'), text: z.string() }),
  z.object({ type: z.literal('input_image'), detail: z.optional(z.nullable(ImageDetail)), image_url: z.string() }),
]);
export type FunctionCallOutputContentItem = z.infer<typeof FunctionCallOutputContentItem>;

export const FunctionCallOutputBody = z.union([z.string(), z.array(FunctionCallOutputContentItem)]);
export type FunctionCallOutputBody = z.infer<typeof FunctionCallOutputBody>;

export const LocalShellAction = z.object({
  type: z.literal('exec'),
  command: z.array(z.string()),
  env: z.optional(z.nullable(z.record(z.string(), z.string()))),
  timeout_ms: z.optional(z.nullable(int64().check(z.minimum(0)))),
  user: z.optional(z.nullable(z.string())),
  working_directory: z.optional(z.nullable(z.string())),
});
export type LocalShellAction = z.infer<typeof LocalShellAction>;

export const LocalShellStatus = z.enum(['completed', 'in_progress', 'incomplete']);
export type LocalShellStatus = z.infer<typeof LocalShellStatus>;

export const ReasoningItemContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reasoning_text'), text: z.string() }),
  z.object({ type: z.literal('text'), text: z.string() }),
]);
export type ReasoningItemContent = z.infer<typeof ReasoningItemContent>;

export const ReasoningItemReasoningSummary = z.object({ type: z.literal('summary_text'), text: z.string() });
export type ReasoningItemReasoningSummary = z.infer<typeof ReasoningItemReasoningSummary>;

export const ResponsesApiWebSearchAction = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('search'),
    queries: z.optional(z.nullable(z.array(z.string()))),
    query: z.optional(z.nullable(z.string())),
  }),
  z.object({ type: z.literal('open_page'), url: z.optional(z.nullable(z.string())) }),
  z.object({
    type: z.literal('find_in_page'),
    pattern: z.optional(z.nullable(z.string())),
    url: z.optional(z.nullable(z.string())),
  }),
  z.object({ type: z.literal('other') }),
]);
export type ResponsesApiWebSearchAction = z.infer<typeof ResponsesApiWebSearchAction>;

export const ResponseItem = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    content: z.array(ContentItem),
    id: z.optional(z.nullable(z.string())),
    phase: z.optional(z.nullable(MessagePhase)),
    role: z.string(),
  }),
  z.object({
    type: z.literal('reasoning'),
    content: z.optional(z.nullable(z.array(ReasoningItemContent))),
    encrypted_content: z.optional(z.nullable(z.string())),
    summary: z.array(ReasoningItemReasoningSummary),
  }),
  z.object({
    type: z.literal('local_shell_call'),
    action: LocalShellAction,
    call_id: z.optional(z.nullable(z.string())),
    id: z.optional(z.nullable(z.string())),
    status: LocalShellStatus,
  }),
  z.object({
    type: z.literal('function_call'),
    arguments: z.string(),
    call_id: z.string(),
    id: z.optional(z.nullable(z.string())),
    name: z.string(),
    namespace: z.optional(z.nullable(z.string())),
  }),
  z.object({
    type: z.literal('tool_search_call'),
    arguments: z.unknown(),
    call_id: z.optional(z.nullable(z.string())),
    execution: z.string(),
    id: z.optional(z.nullable(z.string())),
    status: z.optional(z.nullable(z.string())),
  }),
  z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: FunctionCallOutputBody }),
  z.object({
    type: z.literal('custom_tool_call'),
    call_id: z.string(),
    id: z.optional(z.nullable(z.string())),
    input: z.string(),
    name: z.string(),
    status: z.optional(z.nullable(z.string())),
  }),
  z.object({
    type: z.literal('custom_tool_call_output'),
    call_id: z.string(),
    name: z.optional(z.nullable(z.string())),
    output: FunctionCallOutputBody,
  }),
  z.object({
    type: z.literal('tool_search_output'),
    call_id: z.optional(z.nullable(z.string())),
    execution: z.string(),
    status: z.string(),
    tools: z.array(z.unknown()),
  }),
  z.object({
    type: z.literal('web_search_call'),
    action: z.optional(z.nullable(ResponsesApiWebSearchAction)),
    id: z.optional(z.nullable(z.string())),
    status: z.optional(z.nullable(z.string())),
  }),
  z.object({
    type: z.literal('image_generation_call'),
    id: z.string(),
    result: z.string(),
    revised_prompt: z.optional(z.nullable(z.string())),
    status: z.string(),
  }),
  z.object({ type: z.literal('compaction'), encrypted_content: z.string() }),
  z.object({ type: z.literal('other') }),
]);
export type ResponseItem = z.infer<typeof ResponseItem>;
