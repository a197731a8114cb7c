import type { ModelCall } from './model-call.ts';
import { type CallOutcome, findTool, runCall } from './tool-call.ts';
import type { TurnContext } from './turn-context.ts';

/**
 * The calls of one response. Neighbours whose tools allow it run together; any other call runs alone, in its place.
 * After a call that ends the turn no further one is begun. When one throws, the others of its group are waited for first.
 */
export async function runCalls(context: TurnContext, calls: readonly ModelCall[]): Promise<CallOutcome> {
  let group: ModelCall[] = [];
  const runGroup = async (): Promise<CallOutcome> => {
    const begun = group.map((call) => runCall(context, call));
    group = [];
    const settled = await Promise.allSettled(begun);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return { endTurn: settled.some((one) => one.status === 'fulfilled' && one.value.endTurn) };
  };
  for (const call of calls) {
    const parallel = (await findTool(context, call))?.parallel ?? false;
    if (!parallel && group.length > 0 && (await runGroup()).endTurn) return { endTurn: true };
    group.push(call);
    if (!parallel && (await runGroup()).endTurn) return { endTurn: true };
  }
  return group.length > 0 ? runGroup() : { endTurn: false };
}
