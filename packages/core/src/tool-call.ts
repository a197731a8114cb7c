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
import type { PermissionProfile, ServerNotification, ThreadItem } from '@tenon/protocol';
import { withGrace } from './abort.ts';
import { askForApproval } from './approvals.ts';
import type { Verdict } from './approver.ts';
import { recordOutput } from './call-output.ts';
import { asTenonError } from './error.ts';
import { passGate } from './gate.ts';
import { itemEvent } from './item-event.ts';
import type { ModelCall } from './model-call.ts';
import { observe } from './observe.ts';
import { inTurn, type TurnContext } from './turn-context.ts';

/** What a call came to. Its output is already in the log. */
export interface CallOutcome {
  /** A person cancelled: the turn is to end. */
  readonly endTurn: boolean;
}

/** The name the tool is a member under; calls of a namespace's tools carry it apart. */
const toolName = (call: ModelCall): string =>
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
  #declined = false;
  /** Of the command that the call runs. */
  argv: readonly string[] | undefined;
  #patchOutput = '';

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
    if (this.#context.signal.aborted) return;
    this.#complete(item, { method: 'item/completed', params: { item, ...this.#ids } });
    observe(this.#context.generation, itemHook, { ...inTurn(this.#context), item });
  }

  notify: ItemEvents['notify'] = (method, params) => {
    if (method === 'item/fileChange/outputDelta' && 'delta' in params) this.#patchOutput += params.delta;
    this.#publish({ method, params: { ...params, ...this.#ids } } as ServerNotification);
  };

  /** The call was refused by a person, or in a person's place. */
  decline({ item, declined }: PreparedCall): void {
    if (!item || this.#declined) return;
    this.#declined = true;
    this.started(item);
    if (declined) this.completed(declined);
  }

  /** A tool that threw cannot complete its items any more. */
  failOpen(): void {
    for (const item of [...this.#open.values()]) {
      this.completed('status' in item ? ({ ...item, status: 'failed' } as ThreadItem) : item);
    }
  }

  get #ids() {
    return { threadId: this.#context.threadId, turnId: this.#context.turnId };
  }

  /** Kept in the log where it is to be. That this fails is not the tool's fault, which may long have returned: it is told past it. */
  #complete(item: ThreadItem, notification: ServerNotification): void {
    const { log, turnId, extendedHistory, onError } = this.#context;
    const payload = extendedHistory
      ? itemEvent(item, { turnId, patchOutput: this.#patchOutput, ...(this.argv && { argv: this.argv }) })
      : undefined;
    if (payload) {
      try {
        log.record([{ type: 'event_msg', payload }], notification);
        return;
      } catch (error) {
        onError(error);
      }
    }
    log.publish(notification);
  }

  /** Nothing is told of a turn that was ended, whatever its tools still do. */
  #publish(notification: ServerNotification): void {
    if (!this.#context.signal.aborted) this.#context.log.publish(notification);
  }
}

async function runPrepared(
  context: TurnContext,
  prepared: PreparedCall,
  items: CallItems,
  profile: PermissionProfile,
): Promise<ToolResult> {
  const { environment, generation, settings, signal } = context;
  const box = generation.service(sandbox);
  const request = { profile, cwd: settings.cwd, tmpdir: environment.platform.tmpdir };
  const run = async () =>
    prepared.run({
      signal,
      threadScope: context.threadScope(),
      turnScope: context.turnScope,
      clock: context.clock,
      items,
      files: box.files(environment.files, request),
      spawn: async (command) => {
        const confined = await box.wrap(command, request);
        signal.throwIfAborted();
        return environment.processes.spawn(confined);
      },
    });
  try {
    return await withGrace(run(), signal);
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
  context.waitingOnApproval(true);
  try {
    if (prepared.item) items.started(prepared.item);
    // The question goes to clients past the log: what they were told before must have gone.
    await context.log.settled();
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
    if (verdict === 'decline' || verdict === 'cancel') items.decline(prepared);
    return verdict;
  } finally {
    context.waitingOnApproval(false);
  }
}

/** The tool a call is for; undefined when there is none of that name. */
export const findTool = (context: TurnContext, call: ModelCall): Promise<Tool | undefined> =>
  context.generation.get(tools, toolName(call));

/** What the model reads of a call, what hooks added, and whether the turn is to end. */
interface Answer {
  readonly output: ToolResult['output'];
  readonly added?: readonly string[];
  readonly endTurn?: boolean;
}

/**
 * One call, from the model's words to the output it reads. Whatever goes wrong with the call is output;
 * only an abort, or a log that cannot be written, throws.
 */
export async function runCall(context: TurnContext, call: ModelCall): Promise<CallOutcome> {
  const items = new CallItems(context);
  let answer: Answer;
  try {
    answer = await answerCall(context, call, items);
  } catch (error) {
    if (context.signal.aborted) throw error;
    items.failOpen();
    answer = { output: asTenonError(error, 'tool_failed').message };
  }
  recordOutput(context, call, answer.output, answer.added);
  return { endTurn: answer.endTurn ?? false };
}

async function answerCall(context: TurnContext, call: ModelCall, items: CallItems): Promise<Answer> {
  const { environment, settings, signal } = context;
  const tool = await findTool(context, call);
  if (!tool) return { output: `unsupported call: ${toolName(call)}` };
  const toolCall: ToolCall = {
    callId: call.call_id,
    name: toolName(call),
    input: call.type === 'function_call' ? call.arguments : call.input,
  };
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
  const prepared = await withGrace(preparing, signal);
  if (prepared.action.type === 'command') items.argv = prepared.action.argv;
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
    if (passage.declined) items.decline(prepared);
    return { output: passage.text, endTurn: passage.endTurn };
  }

  const result = await runPrepared(context, prepared, items, passage.profile);
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
  return { output, added };
}
