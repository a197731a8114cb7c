import { afterTool, item as itemHook, type ToolEvent } from '@tenon/plugin-api/events';
import { sandbox } from '@tenon/plugin-api/sandbox';
import {
  type ItemEvents,
  type PreparedCall,
  type Tool,
  type ToolCall,
  type ToolResult,
  tools,
} from '@tenon/plugin-api/tool';
import type { SandboxPolicy, ServerNotification, ThreadItem } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import { askForApproval } from './approvals.ts';
import type { Verdict } from './approver.ts';
import { recordOutput } from './call-output.ts';
import { asTenonError } from './error.ts';
import { passGate } from './gate.ts';
import { observe } from './observe.ts';
import type { ModelCall } from './response-stream.ts';
import { inTurn, type TurnContext } from './turn-context.ts';

/** What a call came to. Its output is already in the log. */
export interface CallOutcome {
  /** A person cancelled: the turn is to end. */
  readonly endTurn: boolean;
}

/** The name the tool is a member under; calls of a namespace's tools carry it apart. */
export const toolName = (call: ModelCall): string =>
  call.type === 'function_call' && call.namespace ? `${call.namespace}__${call.name}` : call.name;

const textOf = (output: ToolResult['output']): string =>
  typeof output === 'string'
    ? output
    : output.map((part) => (part.type === 'input_text' ? part.text : '[image]')).join('\n');

/** What hook handlers are shown of the input: parsed where it is JSON. */
function inputOf(call: ModelCall): unknown {
  if (call.type === 'custom_tool_call') return call.input;
  try {
    return JSON.parse(call.arguments);
  } catch {
    // Not JSON: `prepare` tells the model so. Hooks see the text as it came.
    return call.arguments;
  }
}

class CallItems implements ItemEvents {
  readonly #context: TurnContext;
  /** Items that were announced and are not complete. */
  readonly #open = new Map<string, ThreadItem>();
  readonly #announced = new Set<string>();

  constructor(context: TurnContext) {
    this.#context = context;
  }

  started(item: ThreadItem): void {
    if (this.#announced.has(item.id)) return;
    this.#announced.add(item.id);
    this.#open.set(item.id, item);
    this.#publish({ method: 'item/started', params: { item, ...this.#ids } });
  }

  completed(item: ThreadItem): void {
    this.#open.delete(item.id);
    this.#publish({ method: 'item/completed', params: { item, ...this.#ids } });
    observe(this.#context.generation, itemHook, { ...inTurn(this.#context), item });
  }

  notify: ItemEvents['notify'] = (method, params) => {
    this.#publish({ method, params: { ...params, ...this.#ids } } as ServerNotification);
  };

  /** A tool that threw cannot complete its items any more. */
  failOpen(): void {
    for (const item of [...this.#open.values()]) {
      this.completed('status' in item ? ({ ...item, status: 'failed' } as ThreadItem) : item);
    }
  }

  get #ids() {
    return { threadId: this.#context.threadId, turnId: this.#context.turnId };
  }

  #publish(notification: ServerNotification): void {
    this.#context.log.publish(notification);
  }
}

async function runPrepared(
  context: TurnContext,
  prepared: PreparedCall,
  items: CallItems,
  sandboxPolicy: SandboxPolicy,
): Promise<ToolResult> {
  const { environment, generation, settings, signal } = context;
  const box = generation.service(sandbox);
  const request = { policy: sandboxPolicy, cwd: settings.cwd, tmpdir: environment.platform.tmpdir };
  const work = prepared.run({
    signal,
    threadScope: context.threadScope,
    turnScope: context.turnScope,
    items,
    files: box.files(environment.files, request),
    spawn: async (command) => environment.processes.spawn(await box.wrap(command, request)),
  });
  try {
    return await withGrace(work, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    items.failOpen();
    return { output: asTenonError(error, 'tool_failed').message, success: false };
  }
}

async function ask(
  context: TurnContext,
  prepared: PreparedCall,
  items: CallItems,
  itemId: string,
  reason: string | null,
): Promise<Verdict> {
  if (prepared.item) items.started(prepared.item);
  context.waitingOnApproval(true);
  try {
    const verdict = await withGrace(
      askForApproval({
        approver: context.approver,
        action: prepared.action,
        reason,
        ids: { threadId: context.threadId, turnId: context.turnId, itemId },
        signal: context.signal,
      }),
      context.signal,
    );
    if (verdict === 'acceptForSession') context.approvals.remember(prepared.action);
    return verdict;
  } finally {
    context.waitingOnApproval(false);
  }
}

/** The tool a call is for; undefined when there is none of that name. */
export const findTool = (context: TurnContext, call: ModelCall): Promise<Tool | undefined> =>
  context.generation.get(tools, toolName(call));

/**
 * One call, from the model's words to the output it reads. Whatever goes wrong with the call is output;
 * only an abort, or a log that cannot be written, throws.
 */
export async function runCall(context: TurnContext, call: ModelCall): Promise<CallOutcome> {
  const { environment, settings, signal } = context;
  const tool = await findTool(context, call);
  if (!tool) {
    recordOutput(context, call, `unsupported call: ${toolName(call)}`);
    return { endTurn: false };
  }
  const toolCall: ToolCall = {
    callId: call.call_id,
    name: toolName(call),
    input: call.type === 'function_call' ? call.arguments : call.input,
  };
  let prepared: PreparedCall;
  try {
    const preparing = Promise.resolve(
      tool.prepare(toolCall, {
        threadId: context.threadId,
        turnId: context.turnId,
        cwd: settings.cwd,
        environment,
        files: environment.files,
        signal,
      }),
    );
    prepared = await withGrace(preparing, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    recordOutput(context, call, asTenonError(error, 'tool_failed').message);
    return { endTurn: false };
  }

  const items = new CallItems(context);
  const event: ToolEvent = {
    ...inTurn(context),
    callId: call.call_id,
    tool: toolCall.name,
    input: inputOf(call),
    action: prepared.action,
  };
  const passage = await passGate({
    generation: context.generation,
    event,
    settings,
    environment,
    ask: (reason) => ask(context, prepared, items, call.call_id, reason),
    remembered: (action) => context.approvals.covers(action),
    signal,
  });
  if (passage.kind === 'refused') {
    if (passage.declined && prepared.item) {
      items.started(prepared.item);
      if (prepared.declined) items.completed(prepared.declined);
    }
    recordOutput(context, call, passage.text);
    return { endTurn: passage.endTurn };
  }

  const result = await runPrepared(context, prepared, items, passage.sandboxPolicy);
  let output = result.output;
  const added: string[] = [];
  const success = result.success ?? true;
  if (context.generation.hasHandlers(afterTool)) {
    const answers = await context.generation.run(afterTool, { ...event, output: textOf(output), success }, { signal });
    for (const { result: answer } of answers) {
      if (answer.kind === 'addContext') added.push(answer.text);
      else {
        output = answer.reason;
        break;
      }
    }
  }
  recordOutput(context, call, output, added);
  return { endTurn: false };
}
