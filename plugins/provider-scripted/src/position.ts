import type { ResponseItem } from '@tenon/protocol';
import type { Script, Step } from './script.ts';

/** Where a run is. */
export type Position =
  | { readonly type: 'step'; readonly index: number; readonly step: Step; readonly lastOutput: string }
  /** Every step was played. */
  | { readonly type: 'over' }
  /** What the model said in this turn is not what the script makes it say. */
  | { readonly type: 'astray' };

const isUserMessage = (item: ResponseItem) => item.type === 'message' && item.role === 'user';

/** What a step leaves in the input. Reasoning does not count: not every history keeps it. */
const isPlayed = (item: ResponseItem) =>
  (item.type === 'message' && item.role === 'assistant') ||
  item.type === 'function_call' ||
  item.type === 'custom_tool_call';

const lengthOf = (step: Step) => (step.say ? 1 : 0) + (step.calls?.length ?? 0);

function outputOf(item: ResponseItem | undefined): string {
  if (item?.type !== 'function_call_output' && item?.type !== 'custom_tool_call_output') return '';
  if (typeof item.output === 'string') return item.output;
  return item.output.map((part) => (part.type === 'input_text' ? part.text : '')).join('\n');
}

/** The next step, from the request's input alone: a resumed thread goes on where it was, a new user message begins anew. */
export function positionOf(script: Script, input: readonly ResponseItem[]): Position {
  const turn = input.slice(input.findLastIndex(isUserMessage) + 1);
  let played = turn.filter(isPlayed).length;
  for (const [index, step] of script.steps.entries()) {
    if (played === 0) {
      const output = turn.findLast((item) => item.type.endsWith('_call_output'));
      return { type: 'step', index, step, lastOutput: outputOf(output) };
    }
    played -= lengthOf(step);
    if (played < 0) return { type: 'astray' };
  }
  return { type: played === 0 ? 'over' : 'astray' };
}
