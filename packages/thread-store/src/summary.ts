import type { LineFilter, ThreadLines, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type {
  GitInfo,
  PersistedEvent,
  RolloutLine,
  SessionMeta,
  SessionSource,
  SubAgentSource,
  TurnContextLine,
} from '@tenon/protocol';

/** What is known of a thread from where it is kept, not from its lines. */
export interface FileFacts {
  readonly path: string | null;
  readonly archived: boolean;
  /** Unix milliseconds: when it was last written. */
  readonly updatedAt: number;
  /** Unix milliseconds, such as the time in the file's name: for a meta line without a usable timestamp. */
  readonly createdAt?: number;
  /** For a meta line without one. Default ''. */
  readonly modelProvider?: string;
}

/**
 * What lists show of a thread, from its lines: all of them, or its first ones and those with its name.
 * The first `session_meta` counts (a fork has its parent's behind its own). null without one: such a file is no thread.
 */
export function summarize(lines: readonly RolloutLine[], facts: FileFacts): ThreadSummary | null {
  const meta = sessionMeta(lines);
  if (!meta) return null;
  const timestamp = Date.parse(String(meta.timestamp));
  return {
    id: meta.id,
    path: facts.path,
    preview: preview(lines),
    name: threadName(lines),
    modelProvider: meta.model_provider ?? facts.modelProvider ?? '',
    createdAt: Number.isNaN(timestamp) ? (facts.createdAt ?? facts.updatedAt) : timestamp,
    updatedAt: facts.updatedAt,
    cwd: meta.cwd ?? '',
    cliVersion: meta.cli_version ?? '',
    source: sessionSource(meta.source),
    gitInfo: gitInfo(meta, lines),
    forkedFromId: meta.forked_from_id ?? null,
    agentNickname: text(meta.agent_nickname),
    agentRole: text(meta.agent_role),
    archived: facts.archived,
    memoryMode: memoryMode(meta.id, lines),
  };
}

/** The lines that a summary needs besides the first user message: those that change what the thread is called, and like things. */
export const SUMMARY_LINES: LineFilter = {
  types: ['session_meta', 'event_msg'],
  events: ['thread_name_updated', 'thread_metadata_updated'],
};

/** As `summarize`, of a thread of any size: only what a summary needs is parsed, and little of it kept. */
export async function summarizeLines(lines: ThreadLines, facts: FileFacts): Promise<ThreadSummary | null> {
  const needed: RolloutLine[] = [];
  search: for await (const batch of lines.forward({ types: ['event_msg'], events: ['user_message'] }))
    for (const line of batch) {
      needed.push(line);
      break search;
    }
  for await (const batch of lines.forward(SUMMARY_LINES)) needed.push(...batch);
  return summarize(needed, facts);
}

/** What the meta line says, with the edits since. */
function gitInfo({ git }: SessionMeta, lines: readonly RolloutLine[]): GitInfo | null {
  let info: GitInfo = {
    sha: git?.commit_hash ?? null,
    branch: git?.branch ?? null,
    originUrl: git?.repository_url ?? null,
  };
  for (const line of lines)
    if (line.type === 'event_msg' && line.payload.type === 'thread_metadata_updated')
      info = editGitInfo(info, line.payload.git_info);
  return git || Object.values(info).some((value) => value !== null) ? info : null;
}

/** A field that the edit lacks stays; null clears it. */
export function editGitInfo(info: GitInfo | null, edit: Partial<GitInfo> | null | undefined): GitInfo {
  const { sha = info?.sha, branch = info?.branch, originUrl = info?.originUrl } = edit ?? {};
  return { sha: text(sha), branch: text(branch), originUrl: text(originUrl) };
}

/** A meta line behind the first one, of the same id, changes it. */
function memoryMode(id: string, lines: readonly RolloutLine[]): ThreadSummary['memoryMode'] {
  const line = lines.findLast(
    (line) => line.type === 'session_meta' && line.payload.id === id && typeof line.payload.memory_mode === 'string',
  );
  return line?.type === 'session_meta' && line.payload.memory_mode === 'disabled' ? 'disabled' : 'enabled';
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);

/** The first `session_meta`: the thread's own. */
export function sessionMeta(lines: readonly RolloutLine[]): SessionMeta | undefined {
  return lines.find((line) => line.type === 'session_meta')?.payload;
}

/** As `sessionMeta`; reads no further than to it. */
export async function firstMeta(lines: ThreadLines): Promise<SessionMeta | undefined> {
  for await (const batch of lines.forward({ types: ['session_meta'] })) {
    const meta = sessionMeta(batch);
    if (meta) return meta;
  }
  return undefined;
}

const isUserMessage = (line: RolloutLine) => line.type === 'event_msg' && line.payload.type === 'user_message';

/** True for a thread with a user message: others are left out of lists. */
export function isListed(lines: readonly RolloutLine[]): boolean {
  return lines.some(isUserMessage);
}

function preview(lines: readonly RolloutLine[]): string {
  const line = lines.find(isUserMessage);
  return line?.type === 'event_msg' && line.payload.type === 'user_message' ? line.payload.message : '';
}

/** The last name it was given. A fork keeps the name of its parent, whose lines it holds. */
export function threadName(lines: readonly RolloutLine[]): string | null {
  const line = lines.findLast((line) => line.type === 'event_msg' && line.payload.type === 'thread_name_updated');
  if (line?.type !== 'event_msg' || line.payload.type !== 'thread_name_updated') return null;
  return line.payload.thread_name || null;
}

export type TokenUsageInfo = NonNullable<Extract<PersistedEvent, { type: 'token_count' }>['info']>;

/** The last usage that was told: to go on counting from. */
export function totalUsage(lines: readonly RolloutLine[]): TokenUsageInfo | null {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line?.type === 'event_msg' && line.payload.type === 'token_count' && line.payload.info)
      return line.payload.info;
  }
  return null;
}

/** What the last turn ran with. */
export function turnContext(lines: readonly RolloutLine[]): TurnContextLine | null {
  return lines.findLast((line) => line.type === 'turn_context')?.payload ?? null;
}

/** The id of the last turn if it was started and neither ended, nor was aborted or rolled back: the process that ran it is gone. Else null. */
export function lastTurnUnfinished(lines: readonly RolloutLine[]): string | null {
  const line = lines.findLast((line) => line.type === 'event_msg' && ENDS.has(line.payload.type));
  return line?.type === 'event_msg' && line.payload.type === 'task_started' ? line.payload.turn_id : null;
}
const ENDS: ReadonlySet<string> = new Set(['task_started', 'task_complete', 'turn_aborted', 'thread_rolled_back']);

/** A source as the wire spells it. Rollouts say `mcp`, `subagent` and `internal` for what the wire calls `appServer`, `subAgent` and `unknown`. Missing: `vscode`. */
export function sessionSource(source: unknown): SessionSource {
  if (source === undefined || source === null) return 'vscode';
  if (source === 'cli' || source === 'vscode' || source === 'exec') return source;
  if (source === 'mcp' || source === 'appServer') return 'appServer';
  const { custom, subagent, subAgent } = Object(source) as Record<string, unknown>;
  if (typeof custom === 'string') return { custom };
  const agent = subagent ?? subAgent;
  return agent ? { subAgent: agent as SubAgentSource } : 'unknown';
}
