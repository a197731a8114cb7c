import type { ExtendedEvent } from '@tenon/protocol';

type Fields = Readonly<Record<string, unknown>>;
type Check = (event: Fields) => boolean;

const isString = (value: unknown) => typeof value === 'string';
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const strings =
  (...names: readonly string[]): Check =>
  (event) =>
    names.every((name) => isString(event[name]));
const optionalStrings =
  (...names: readonly string[]): Check =>
  (event) =>
    names.every((name) => isString(event[name] ?? ''));
const isDuration = (value: unknown) =>
  isObject(value) && typeof value.secs === 'number' && typeof value.nanos === 'number';
const isListOf = (value: unknown, check: Check) =>
  Array.isArray(value) && value.every((one) => isObject(one) && check(one));
const all =
  (...checks: readonly Check[]): Check =>
  (event) =>
    checks.every((check) => check(event));

const ENDED = new Set<unknown>(['completed', 'failed', 'declined']);
const SOURCES = new Set<unknown>([
  undefined,
  'agent',
  'user_shell',
  'unified_exec_startup',
  'unified_exec_interaction',
]);

const isParsedCommand: Check = all(strings('cmd'), optionalStrings('path', 'query'), (parsed) =>
  parsed.type === 'read' ? isString(parsed.name) && isString(parsed.path) : isString(parsed.type),
);
const isFileChange: Check = (change) =>
  change.type === 'update'
    ? isString(change.unified_diff) && isString(change.move_path ?? '')
    : (change.type === 'add' || change.type === 'delete') && isString(change.content);
const isMcpResult = (result: unknown) =>
  isObject(result) && (isObject(result.Ok) ? Array.isArray(result.Ok.content) : isString(result.Err));
const isDynamicContent: Check = (content) =>
  content.type === 'inputText' ? isString(content.text) : content.type === 'inputImage' && isString(content.imageUrl);
const isSearchAction: Check = all(
  strings('type'),
  optionalStrings('query', 'url', 'pattern'),
  ({ queries }) => (queries ?? null) === null || (Array.isArray(queries) && queries.every(isString)),
);

/** What the events of extended history must have for items to be made of them. */
export const EXTENDED_CHECKS: { readonly [T in ExtendedEvent['type']]: Check } = {
  exec_command_end: all(
    strings('call_id', 'turn_id', 'cwd'),
    optionalStrings('process_id', 'aggregated_output'),
    (event) => Array.isArray(event.command) && event.command.every(isString),
    (event) => isListOf(event.parsed_cmd, isParsedCommand),
    (event) => typeof event.exit_code === 'number' && isDuration(event.duration),
    (event) => ENDED.has(event.status) && SOURCES.has(event.source),
  ),
  patch_apply_end: all(
    strings('call_id'),
    optionalStrings('turn_id'),
    ({ status }) => ENDED.has(status),
    ({ changes = {} }) => isObject(changes) && isListOf(Object.values(changes), isFileChange),
  ),
  view_image_tool_call: strings('call_id', 'path'),
  mcp_tool_call_end: all(
    strings('call_id'),
    optionalStrings('mcp_app_resource_uri'),
    ({ invocation }) => isObject(invocation) && isString(invocation.server) && isString(invocation.tool),
    ({ duration, result }) => isDuration(duration) && isMcpResult(result),
  ),
  web_search_end: all(strings('call_id', 'query'), ({ action }) => isObject(action) && isSearchAction(action)),
  image_generation_end: all(strings('call_id', 'status', 'result'), optionalStrings('revised_prompt', 'saved_path')),
  dynamic_tool_call_response: all(
    strings('call_id', 'turn_id', 'tool'),
    optionalStrings('namespace'),
    ({ content_items }) => isListOf(content_items, isDynamicContent),
    ({ success, duration }) => typeof success === 'boolean' && isDuration(duration),
  ),
  entered_review_mode: optionalStrings('user_facing_hint'),
  exited_review_mode: ({ review_output = null }) =>
    review_output === null || (isObject(review_output) && isString(review_output.overall_explanation)),
  item_completed: all(
    strings('turn_id'),
    ({ item }) => isObject(item) && isString(item.type) && isString(item.id) && isString(item.text ?? ''),
  ),
};
