import { jsonLine } from '@tenon/app-server';
import type {
  ServerNotification,
  ThreadItem,
  ThreadTokenUsage,
  Turn,
  TurnPlanUpdatedNotification,
} from '@tenon/protocol';
import type { Sink } from './sink.ts';

const statusWords: Readonly<Record<string, string>> = { inProgress: 'in_progress' };
const snakeStatus = (status: string) => statusWords[status] ?? status;

/** An item as `exec --json` spells it (fact sheet on the app-server, section 10); undefined for those it does not show. */
function itemBody(item: ThreadItem): Record<string, unknown> | undefined {
  switch (item.type) {
    case 'agentMessage':
      return { type: 'agent_message', text: item.text };
    case 'reasoning':
      return { type: 'reasoning', text: (item.summary ?? []).join('\n') };
    case 'commandExecution':
      return {
        type: 'command_execution',
        command: item.command,
        aggregated_output: item.aggregatedOutput ?? '',
        exit_code: item.exitCode ?? null,
        status: snakeStatus(item.status),
      };
    case 'fileChange':
      return {
        type: 'file_change',
        changes: item.changes.map((change) => ({ path: change.path, kind: change.kind.type })),
        status: snakeStatus(item.status),
      };
    case 'mcpToolCall':
      return {
        type: 'mcp_tool_call',
        server: item.server,
        tool: item.tool,
        arguments: item.arguments,
        result: item.result
          ? { content: item.result.content, structured_content: item.result.structuredContent ?? null }
          : null,
        error: item.error ?? null,
        status: snakeStatus(item.status),
      };
    default:
      return undefined;
  }
}

/** Shown only when complete. */
const completedOnly = new Set(['agentMessage', 'reasoning']);

/** Events on standard output, one JSON object a line, exactly those of the peer's `exec --json`; warnings go to standard error. */
export class JsonSink implements Sink {
  readonly #write: (line: string) => void;
  readonly #warn: (line: string) => void;
  readonly #ids = new Map<string, string>();
  #todo: { id: string; items: unknown } | undefined;
  #usage: ThreadTokenUsage | undefined;

  constructor(write: (line: string) => void, warn: (line: string) => void) {
    this.#write = write;
    this.#warn = warn;
  }

  started({ thread }: Parameters<Sink['started']>[0]): void {
    this.#emit({ type: 'thread.started', thread_id: thread.id });
  }

  notification({ method, params }: ServerNotification): void {
    switch (method) {
      case 'turn/started':
        this.#emit({ type: 'turn.started' });
        break;
      case 'item/started':
        if (!completedOnly.has(params.item.type)) this.#item('item.started', params.item);
        break;
      case 'item/completed':
        this.#item('item.completed', params.item);
        break;
      case 'turn/plan/updated':
        this.#plan(params);
        break;
      case 'thread/tokenUsage/updated':
        this.#usage = params.tokenUsage;
        break;
      case 'configWarning':
        this.#warn(`warning ${params.summary}${params.details ? `: ${params.details}` : ''}\n`);
        break;
      case 'error':
        if (!params.willRetry) this.#emit({ type: 'error', message: params.error.message });
        break;
      default:
        break;
    }
  }

  ended(turn: Turn): void {
    if (this.#todo) {
      const { id, items } = this.#todo;
      this.#emit({ type: 'item.completed', item: { id, type: 'todo_list', items } });
    }
    if (turn.status === 'completed') {
      const total = this.#usage?.total;
      this.#emit({
        type: 'turn.completed',
        usage: {
          input_tokens: total?.inputTokens ?? 0,
          cached_input_tokens: total?.cachedInputTokens ?? 0,
          output_tokens: total?.outputTokens ?? 0,
          reasoning_output_tokens: total?.reasoningOutputTokens ?? 0,
        },
      });
      return;
    }
    const message = turn.error?.message ?? 'turn interrupted';
    this.#emit({ type: 'turn.failed', error: { message } });
  }

  #id(key: string): string {
    let id = this.#ids.get(key);
    if (!id) {
      id = `item_${this.#ids.size}`;
      this.#ids.set(key, id);
    }
    return id;
  }

  #item(type: 'item.started' | 'item.completed', item: ThreadItem): void {
    const body = itemBody(item);
    if (body) this.#emit({ type, item: { id: this.#id(item.id), ...body } });
  }

  #plan({ plan }: TurnPlanUpdatedNotification): void {
    const items = plan.map(({ step, status }) => ({ text: step, completed: status === 'completed' }));
    const type = this.#todo ? 'item.updated' : 'item.started';
    this.#todo = { id: this.#id('todo_list'), items };
    this.#emit({ type, item: { id: this.#todo.id, type: 'todo_list', items } });
  }

  #emit(event: object): void {
    this.#write(jsonLine(event));
  }
}
