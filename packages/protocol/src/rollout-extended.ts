// Events that only a log of extended history holds: what a call came to. Source: the internal rollout schema of 0.128, and logs it wrote.
import * as z from 'zod/mini';

const maybe = <T extends z.core.$ZodType>(type: T) => z.optional(z.nullable(type));
const Duration = z.looseObject({ secs: z.number(), nanos: z.number() });

const ParsedCommand = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('read'), cmd: z.string(), name: z.string(), path: z.string() }),
  z.looseObject({ type: z.literal('list_files'), cmd: z.string(), path: maybe(z.string()) }),
  z.looseObject({ type: z.literal('search'), cmd: z.string(), query: maybe(z.string()), path: maybe(z.string()) }),
  z.looseObject({ type: z.literal('unknown'), cmd: z.string() }),
]);

const FileChange = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('add'), content: z.string() }),
  z.looseObject({ type: z.literal('delete'), content: z.string() }),
  z.looseObject({ type: z.literal('update'), unified_diff: z.string(), move_path: maybe(z.string()) }),
]);

const WebSearchAction = z.looseObject({
  type: z.enum(['search', 'open_page', 'find_in_page', 'other']),
  query: maybe(z.string()),
  queries: maybe(z.array(z.string())),
  url: maybe(z.string()),
  pattern: maybe(z.string()),
});

const McpResult = z.union([
  z.looseObject({
    Ok: z.looseObject({
      content: z.array(z.unknown()),
      structuredContent: z.optional(z.unknown()),
      isError: maybe(z.boolean()),
      _meta: z.optional(z.unknown()),
    }),
  }),
  z.looseObject({ Err: z.string() }),
]);

const DynamicToolContent = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('inputText'), text: z.string() }),
  z.looseObject({ type: z.literal('inputImage'), imageUrl: z.string() }),
]);

export const ExecCommandEnd = z.looseObject({
  type: z.literal('exec_command_end'),
  call_id: z.string(),
  process_id: maybe(z.string()),
  turn_id: z.string(),
  command: z.array(z.string()),
  cwd: z.string(),
  parsed_cmd: z.array(ParsedCommand),
  source: z.optional(z.enum(['agent', 'user_shell', 'unified_exec_startup', 'unified_exec_interaction'])),
  stdout: z.string(),
  stderr: z.string(),
  aggregated_output: z.optional(z.string()),
  exit_code: z.number(),
  duration: Duration,
  formatted_output: z.string(),
  status: z.enum(['completed', 'failed', 'declined']),
});
export type ExecCommandEnd = z.infer<typeof ExecCommandEnd>;

export const PatchApplyEnd = z.looseObject({
  type: z.literal('patch_apply_end'),
  call_id: z.string(),
  turn_id: z.optional(z.string()),
  stdout: z.string(),
  stderr: z.string(),
  success: z.boolean(),
  changes: z.optional(z.record(z.string(), FileChange)),
  status: z.enum(['completed', 'failed', 'declined']),
});
export type PatchApplyEnd = z.infer<typeof PatchApplyEnd>;

/** Any of them. What has no schema here is passed over, as every unknown event is. */
export const ExtendedEvent = z.discriminatedUnion('type', [
  ExecCommandEnd,
  PatchApplyEnd,
  z.looseObject({ type: z.literal('view_image_tool_call'), call_id: z.string(), path: z.string() }),
  z.looseObject({
    type: z.literal('mcp_tool_call_end'),
    call_id: z.string(),
    invocation: z.looseObject({ server: z.string(), tool: z.string(), arguments: z.optional(z.unknown()) }),
    mcp_app_resource_uri: maybe(z.string()),
    duration: Duration,
    result: McpResult,
  }),
  z.looseObject({
    type: z.literal('web_search_end'),
    call_id: z.string(),
    query: z.string(),
    action: WebSearchAction,
  }),
  z.looseObject({
    type: z.literal('image_generation_end'),
    call_id: z.string(),
    status: z.string(),
    result: z.string(),
    revised_prompt: maybe(z.string()),
    saved_path: maybe(z.string()),
  }),
  z.looseObject({
    type: z.literal('dynamic_tool_call_response'),
    call_id: z.string(),
    turn_id: z.string(),
    tool: z.string(),
    namespace: maybe(z.string()),
    arguments: z.unknown(),
    content_items: z.array(DynamicToolContent),
    success: z.boolean(),
    error: maybe(z.string()),
    duration: Duration,
  }),
  z.looseObject({ type: z.literal('entered_review_mode'), target: z.unknown(), user_facing_hint: maybe(z.string()) }),
  z.looseObject({
    type: z.literal('exited_review_mode'),
    review_output: maybe(z.looseObject({ overall_explanation: z.string() })),
  }),
  z.looseObject({
    type: z.literal('item_completed'),
    turn_id: z.string(),
    item: z.looseObject({ type: z.string(), id: z.string(), text: maybe(z.string()) }),
  }),
]);
export type ExtendedEvent = z.infer<typeof ExtendedEvent>;
