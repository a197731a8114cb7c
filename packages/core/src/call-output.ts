import type { ToolResult } from '@tenon/plugin-api/tool';
import { developerMessage } from './context.ts';
import type { ModelCall } from './model-call.ts';
import type { NewLine } from './thread-log.ts';
import type { TurnContext } from './turn-context.ts';

/** The line that answers a call. */
export function outputLine(call: ModelCall, output: ToolResult['output']): NewLine {
  const type = call.type === 'function_call' ? 'function_call_output' : 'custom_tool_call_output';
  const body = typeof output === 'string' ? output : [...output];
  return { type: 'response_item', payload: { type, call_id: call.call_id, output: body } };
}

/** Writes a call's output to the log, where the model and every later reader find it, with what hooks added before it. */
export function recordOutput(
  context: TurnContext,
  call: ModelCall,
  output: ToolResult['output'],
  added: readonly string[] = [],
): void {
  context.log.record([...added.map(developerMessage), outputLine(call, output)]);
  context.unanswered.delete(call.call_id);
}
