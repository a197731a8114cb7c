import { posix, win32 } from 'node:path';
import type { CommandAction, ExecCommandEnd, ExtendedEvent, FileUpdateChange, ThreadItem } from '@tenon/protocol';
import { quoteWords } from './shell-quote.ts';

type EventOf<T extends ExtendedEvent['type']> = Extract<ExtendedEvent, { type: T }>;
type ItemOf<T extends ThreadItem['type']> = Extract<ThreadItem, { type: T }>;
type WebSearchAction = NonNullable<ItemOf<'webSearch'>['action']>;

/** Whole milliseconds. */
const milliseconds = ({ secs, nanos }: { readonly secs: number; readonly nanos: number }) =>
  secs * 1000 + Math.trunc(nanos / 1_000_000);

const SOURCES = {
  agent: 'agent',
  user_shell: 'userShell',
  unified_exec_startup: 'unifiedExecStartup',
  unified_exec_interaction: 'unifiedExecInteraction',
} as const;

function commandAction(parsed: ExecCommandEnd['parsed_cmd'][number], cwd: string): CommandAction {
  const { type, cmd: command } = parsed;
  switch (type) {
    case 'read': {
      const { resolve } = cwd.startsWith('/') ? posix : win32;
      return { type, command, name: parsed.name, path: resolve(cwd, parsed.path) };
    }
    case 'list_files':
      return { type: 'listFiles', command, path: parsed.path ?? null };
    case 'search':
      return { type, command, query: parsed.query ?? null, path: parsed.path ?? null };
    default:
      return { type: 'unknown', command };
  }
}

function fileChanges(changes: NonNullable<EventOf<'patch_apply_end'>['changes']>): FileUpdateChange[] {
  const paths = Object.keys(changes).sort();
  return paths.flatMap((path): FileUpdateChange[] => {
    const change = changes[path];
    if (!change) return [];
    if (change.type !== 'update') return [{ path, kind: { type: change.type }, diff: change.content }];
    const move_path = change.move_path ?? null;
    const moved = move_path === null ? '' : `\n\nMoved to: ${move_path}`;
    return [{ path, kind: { type: 'update', move_path }, diff: change.unified_diff + moved }];
  });
}

function searchAction(action: EventOf<'web_search_end'>['action']): WebSearchAction {
  const { query = null, queries = null, url = null, pattern = null } = action;
  if (action.type === 'search') return { type: 'search', query, queries };
  if (action.type === 'open_page') return { type: 'openPage', url };
  if (action.type === 'find_in_page') return { type: 'findInPage', url, pattern };
  return { type: 'other' };
}

function mcpOutcome(
  result: EventOf<'mcp_tool_call_end'>['result'],
): Pick<ItemOf<'mcpToolCall'>, 'status' | 'result' | 'error'> {
  // Not a union with a tag: the other key is known to be there when this one is not.
  const { Ok: ok, Err: message } = result as { Ok?: Record<string, unknown>; Err?: string };
  if (!ok) return { status: 'failed', result: null, error: { message: message ?? '' } };
  const { content, structuredContent = null, _meta = null, isError } = ok;
  return {
    status: isError ? 'failed' : 'completed',
    result: { content: content as unknown[], structuredContent, _meta },
    error: null,
  };
}

type Convert<T extends ExtendedEvent['type']> = (event: EventOf<T>, newId: () => string) => ThreadItem | undefined;

const ITEMS: { readonly [T in ExtendedEvent['type']]: Convert<T> } = {
  exec_command_end: (event) => ({
    type: 'commandExecution',
    id: event.call_id,
    command: quoteWords(event.command),
    cwd: event.cwd,
    processId: event.process_id ?? null,
    source: SOURCES[event.source ?? 'agent'],
    status: event.status,
    commandActions: event.parsed_cmd.map((parsed) => commandAction(parsed, event.cwd)),
    aggregatedOutput: event.aggregated_output || null,
    exitCode: event.exit_code,
    durationMs: milliseconds(event.duration),
  }),
  patch_apply_end: (event) => ({
    type: 'fileChange',
    id: event.call_id,
    changes: fileChanges(event.changes ?? {}),
    status: event.status,
  }),
  view_image_tool_call: (event) => ({ type: 'imageView', id: event.call_id, path: event.path }),
  mcp_tool_call_end: (event) => ({
    type: 'mcpToolCall',
    id: event.call_id,
    server: event.invocation.server,
    tool: event.invocation.tool,
    arguments: event.invocation.arguments ?? null,
    ...(event.mcp_app_resource_uri && { mcpAppResourceUri: event.mcp_app_resource_uri }),
    ...mcpOutcome(event.result),
    durationMs: milliseconds(event.duration),
  }),
  web_search_end: (event) => ({
    type: 'webSearch',
    id: event.call_id,
    query: event.query,
    action: searchAction(event.action),
  }),
  image_generation_end: (event) => ({
    type: 'imageGeneration',
    id: event.call_id,
    status: event.status,
    result: event.result,
    revisedPrompt: event.revised_prompt ?? null,
    ...(event.saved_path && { savedPath: event.saved_path }),
  }),
  dynamic_tool_call_response: (event) => ({
    type: 'dynamicToolCall',
    id: event.call_id,
    namespace: event.namespace ?? null,
    tool: event.tool,
    arguments: event.arguments,
    status: event.success ? 'completed' : 'failed',
    contentItems: event.content_items,
    success: event.success,
    durationMs: milliseconds(event.duration),
  }),
  entered_review_mode: (event, newId) => ({
    type: 'enteredReviewMode',
    id: newId(),
    review: event.user_facing_hint ?? 'Review requested.',
  }),
  exited_review_mode: (event, newId) => ({
    type: 'exitedReviewMode',
    id: newId(),
    review: event.review_output?.overall_explanation.trim() || 'Reviewer failed to output a response.',
  }),
  item_completed: ({ item }) =>
    item.type === 'Plan' ? { type: 'plan', id: item.id, text: item.text ?? '' } : undefined,
};

/** The events of extended history. */
export const EXTENDED_EVENTS: readonly string[] = Object.keys(ITEMS);

export const isExtended = (event: { readonly type: string }): event is ExtendedEvent =>
  Object.hasOwn(ITEMS, event.type);

/** The item that an event of extended history tells of; undefined for one that clients are not shown. `newId`: for those without an id. */
export function eventItem<T extends ExtendedEvent['type']>(
  event: EventOf<T>,
  newId: () => string,
): ThreadItem | undefined {
  const convert = ITEMS[event.type] as Convert<T>;
  return convert(event, newId);
}
