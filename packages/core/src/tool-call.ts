import { tenonError } from '@tenon/plugin-api';
import { afterTool, type ToolEvent } from '@tenon/plugin-api/events';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { type PreparedCall, type Tool, type ToolCall, type ToolResult, tools } from '@tenon/plugin-api/tool';
import { withGrace } from './abort.ts';
import { actionInPlace } from './action-in-place.ts';
import { CallItems } from './call-items.ts';
import { recordOutput } from './call-output.ts';
import { asTenonError } from './error.ts';
import { type Passage, passGate } from './gate.ts';
import { profileInForce } from './grants.ts';
import type { ModelCall } from './model-call.ts';
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

async function runPrepared(
  context: TurnContext,
  prepared: PreparedCall,
  items: CallItems,
  passage: Extract<Passage, { kind: 'run' }>,
): Promise<ToolResult & { readonly endTurn: boolean }> {
  const { environment, generation, settings, signal } = context;
  const box = generation.service(sandbox);
  const confined = { cwd: settings.cwd, tmpdir: environment.platform.tmpdir };
  let { profile, endTurn = false } = passage;
  let over = false;
  const { granted, retry: askAgain } = passage;
  const retry =
    askAgain &&
    onceOnly(async (reason: string) => {
      const answer = await askAgain(reason);
      if (!('text' in answer)) profile = answer;
      else endTurn ||= answer.endTurn;
      return !('text' in answer);
    });
  const run = async () =>
    prepared.run({
      signal,
      threadScope: context.threadScope(),
      turnScope: context.turnScope,
      clock: context.clock,
      items,
      files: box.files(environment.files, { ...confined, profile }),
      spawn: async (command) => {
        // What was allowed was allowed for this call: nobody starts anything under it later.
        if (over) throw tenonError({ code: 'call_over', message: 'the call that was let through is over' });
        const wrapped = await box.wrap(command, { ...confined, profile });
        signal.throwIfAborted();
        return environment.processes.spawn(wrapped);
      },
      ...(retry && { retry }),
      ...(granted && { granted }),
    });
  try {
    const result = await withGrace(run(), signal);
    return { ...result, endTurn };
  } catch (error) {
    if (signal.aborted) throw error;
    items.failOpen();
    return { output: asTenonError(error, 'tool_failed').message, success: false, endTurn };
  } finally {
    over = true;
  }
}

/** A person is asked once a call: a further question is a mistake of the tool. */
function onceOnly(ask: (reason: string) => Promise<boolean>): (reason: string) => Promise<boolean> {
  let asked = false;
  return async (reason) => {
    if (asked) throw tenonError({ code: 'retry_asked', message: 'a call may ask once to run its command again' });
    asked = true;
    return ask(reason);
  };
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
  const inForce = await profileInForce(settings, environment, context.grants);
  const preparing = Promise.resolve(
    tool.prepare(toolCall, {
      threadId: context.threadId,
      turnId: context.turnId,
      cwd: settings.cwd,
      environment,
      // What may not be read is not read to check a call either: its error would tell the model of it.
      files: context.generation.service(sandbox).files(environment.files, {
        cwd: settings.cwd,
        tmpdir: environment.platform.tmpdir,
        profile: inForce,
      }),
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
    action: await actionInPlace(prepared.action, inForce, settings, environment),
  };
  let questions = 0;
  let running = false;
  const passage = await passGate({
    context,
    event,
    inForce,
    reviewed: {
      announce: () => prepared.item && items.started(prepared.item),
      // One that ran, and may not run again, is not declined: its own outcome stands.
      refused: () => running || items.decline(prepared),
    },
    nextApprovalId: (reviewId) => (questions++ === 0 ? null : reviewId),
  });
  if (passage.kind === 'refused') return { output: passage.text, endTurn: passage.endTurn };

  running = true;
  const result = await runPrepared(context, prepared, items, passage);
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
  return { output, added, endTurn: result.endTurn };
}
