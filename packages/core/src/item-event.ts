import type { CommandAction, ExecCommandEnd, ExtendedEvent, PatchApplyEnd, ThreadItem } from '@tenon/protocol';

type ItemOf<T extends ThreadItem['type']> = Extract<ThreadItem, { type: T }>;

/** What an event says beyond its item. */
export interface CallFacts {
  readonly turnId: string;
  /** Of a command. */
  readonly argv?: readonly string[];
  /** What applying a patch printed. */
  readonly patchOutput?: string;
}

/** Bytes of a command's output that the log keeps: half from its beginning, half from its end. As Codex. */
const MAX_OUTPUT = 10_000;

const isWithinCharacter = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** Text of at most `MAX_OUTPUT` bytes, beside the words that tell what was left out. */
export function cutOutput(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_OUTPUT) return text;
  let end = MAX_OUTPUT / 2;
  let start = bytes.length - MAX_OUTPUT / 2;
  while (isWithinCharacter(bytes[end])) end -= 1;
  while (isWithinCharacter(bytes[start])) start += 1;
  let cut = 0;
  for (const byte of bytes.subarray(end, start)) if (!isWithinCharacter(byte)) cut += 1;
  return `${bytes.toString('utf8', 0, end)}…${cut} chars truncated…${bytes.toString('utf8', start)}`;
}

const SOURCES = {
  agent: 'agent',
  userShell: 'user_shell',
  unifiedExecStartup: 'unified_exec_startup',
  unifiedExecInteraction: 'unified_exec_interaction',
} as const;

function parsedCommand(action: CommandAction): ExecCommandEnd['parsed_cmd'][number] {
  const { command: cmd } = action;
  switch (action.type) {
    case 'read':
      return { type: 'read', cmd, name: action.name, path: action.path };
    case 'listFiles':
      return { type: 'list_files', cmd, path: action.path ?? null };
    case 'search':
      return { type: 'search', cmd, query: action.query ?? null, path: action.path ?? null };
    default:
      return { type: 'unknown', cmd };
  }
}

function commandEvent(item: ItemOf<'commandExecution'>, { turnId, argv }: CallFacts): ExecCommandEnd | undefined {
  if (item.status === 'inProgress') return undefined;
  const ms = Math.max(0, item.durationMs ?? 0);
  return {
    type: 'exec_command_end',
    call_id: item.id,
    ...(item.processId && { process_id: item.processId }),
    turn_id: turnId,
    command: [...(argv ?? [item.command])],
    cwd: item.cwd,
    parsed_cmd: item.commandActions.map(parsedCommand),
    source: SOURCES[item.source ?? 'agent'],
    // Codex empties these two, and what the model was told: its output stands in the history.
    stdout: '',
    stderr: '',
    aggregated_output: cutOutput(item.aggregatedOutput ?? ''),
    exit_code: item.exitCode ?? -1,
    duration: { secs: Math.floor(ms / 1000), nanos: (ms % 1000) * 1_000_000 },
    formatted_output: '',
    status: item.status,
  };
}

function fileChange({ kind, diff }: ItemOf<'fileChange'>['changes'][number]) {
  if (kind.type !== 'update') return { type: kind.type, content: diff };
  const move_path = kind.move_path ?? null;
  const moved = `\n\nMoved to: ${move_path}`;
  const unified_diff = move_path !== null && diff.endsWith(moved) ? diff.slice(0, -moved.length) : diff;
  return { type: kind.type, unified_diff, move_path };
}

function patchEvent(item: ItemOf<'fileChange'>, { turnId, patchOutput = '' }: CallFacts): PatchApplyEnd | undefined {
  if (item.status === 'inProgress') return undefined;
  const success = item.status === 'completed';
  return {
    type: 'patch_apply_end',
    call_id: item.id,
    turn_id: turnId,
    stdout: success ? patchOutput : '',
    stderr: item.status === 'declined' ? 'patch rejected by user' : success ? '' : patchOutput,
    success,
    changes: Object.fromEntries(item.changes.map((change) => [change.path, fileChange(change)])),
    status: item.status,
  };
}

/** What extended history keeps of a completed item; undefined for one that the log does not hold. Fields as Codex writes them. */
export function itemEvent(item: ThreadItem, facts: CallFacts): ExtendedEvent | undefined {
  switch (item.type) {
    case 'commandExecution':
      return commandEvent(item, facts);
    case 'fileChange':
      return patchEvent(item, facts);
    case 'imageView':
      return { type: 'view_image_tool_call', call_id: item.id, path: item.path };
    default:
      return undefined;
  }
}
