import type { ResponseItem } from '@tenon/protocol';

type Call = Extract<
  ResponseItem,
  { type: 'function_call' | 'custom_tool_call' | 'local_shell_call' | 'tool_search_call' }
>;
type Output = Extract<
  ResponseItem,
  { type: 'function_call_output' | 'custom_tool_call_output' | 'tool_search_output' }
>;

const isString = (value: unknown): value is string => typeof value === 'string';

/** What each kind of item must have to be sent to a model; a kind that is not here is passed over, as Codex does. */
const REQUIRED: Readonly<Record<string, (item: Readonly<Record<string, unknown>>) => boolean>> = {
  message: (item) => isString(item.role) && Array.isArray(item.content),
  reasoning: (item) => Array.isArray(item.summary),
  local_shell_call: (item) => typeof item.action === 'object' && item.action !== null,
  function_call: (item) => isString(item.call_id) && isString(item.name) && isString(item.arguments),
  function_call_output: (item) => isString(item.call_id) && (isString(item.output) || Array.isArray(item.output)),
  custom_tool_call: (item) => isString(item.call_id) && isString(item.name) && isString(item.input),
  custom_tool_call_output: (item) => isString(item.call_id) && (isString(item.output) || Array.isArray(item.output)),
  tool_search_call: (item) => isString(item.execution),
  tool_search_output: (item) => Array.isArray(item.tools),
  web_search_call: () => true,
  image_generation_call: (item) => isString(item.result),
  compaction: (item) => isString(item.encrypted_content),
};

/** The payload as an item that a model can be sent, frozen; undefined for one of an unknown kind or without what its kind needs. */
export function responseItem(payload: Readonly<Record<string, unknown>>): ResponseItem | undefined {
  const known = isString(payload.type) && Object.hasOwn(REQUIRED, payload.type) && REQUIRED[payload.type]?.(payload);
  return known ? freeze(payload as ResponseItem) : undefined;
}

/** Freezes all the way down. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}

export const isCall = (item: ResponseItem): item is Call =>
  item.type === 'function_call' ||
  item.type === 'custom_tool_call' ||
  item.type === 'local_shell_call' ||
  item.type === 'tool_search_call';

export const isOutput = (item: ResponseItem): item is Output =>
  item.type === 'function_call_output' || item.type === 'custom_tool_call_output' || item.type === 'tool_search_output';

/** True for the one kind of output that this call waits for. Searches that the server ran need none. */
export function answers(output: Output, call: Call): boolean {
  if (output.call_id !== call.call_id) return false;
  if (call.type === 'custom_tool_call') return output.type === 'custom_tool_call_output';
  if (call.type === 'tool_search_call') return output.type === 'tool_search_output';
  return output.type === 'function_call_output';
}

/** The output that stands for a call that never got one; undefined where the API needs none. */
export function abortedOutput(call: Call): Output | undefined {
  const { call_id } = call;
  if (!isString(call_id)) return undefined;
  if (call.type === 'custom_tool_call') return freeze({ type: 'custom_tool_call_output', call_id, output: 'aborted' });
  if (call.type !== 'tool_search_call') return freeze({ type: 'function_call_output', call_id, output: 'aborted' });
  if (call.execution === 'server') return undefined;
  return freeze({ type: 'tool_search_output', call_id, execution: call.execution, status: 'completed', tools: [] });
}

/** How the user-role messages begin that a client writes by itself: Codex's, by its rollouts. */
const CONTEXT = [
  '<environment_context>',
  '<user_instructions>',
  '# AGENTS.md instructions',
  '<turn_aborted>',
  '<user_shell_command>',
  '<skill>',
  '<subagent_notification>',
];

/** The text of a message; '' for what is no message or has none. */
export function messageText(item: ResponseItem): string {
  if (item.type !== 'message') return '';
  return item.content.map((part) => ('text' in part && isString(part.text) ? part.text : '')).join('');
}

/** A message with the role `user` that a person wrote, not the context that was sent along. */
export function isUserMessage(item: ResponseItem): boolean {
  if (item.type !== 'message' || item.role !== 'user') return false;
  const text = messageText(item).trimStart();
  return !CONTEXT.some((prefix) => text.startsWith(prefix));
}

/** A developer or system message, or context in a message with the role `user`. */
export function isContext(item: ResponseItem): boolean {
  if (item.type !== 'message') return false;
  return item.role === 'developer' || item.role === 'system' || (item.role === 'user' && !isUserMessage(item));
}
