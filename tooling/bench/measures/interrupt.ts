import type { BenchContext, Figures } from '../bench-context.ts';
import { now } from '../clock.ts';
import { tree } from '../proc.ts';
import { say } from '../scenario.ts';
import { startThread } from '../turn.ts';

/** From sending turn/interrupt while a command runs to reading turn/completed, and what processes of the command are left then. */
export async function interrupt(context: BenchContext): Promise<Figures> {
  return context.withServer(context.freshHome(), async (client) => {
    const threadId = await startThread(client, context.cwd);
    const begun = client.next('item/started', ({ params }) => params.item?.type === 'commandExecution');
    const done = client.next('turn/completed', () => true);
    const input = [{ type: 'text', text: say({ sleep: 600 }), text_elements: [] }];
    const { turn } = await client.request<{ turn: { id: string } }>('turn/start', { threadId, input });
    await begun;
    const before = now();
    await client.request('turn/interrupt', { threadId, turnId: turn.id });
    const end = await done;
    const left = tree(client.pid).length - 1;
    if (end.params.turn?.status !== 'interrupted') throw new Error(`the turn is ${end.params.turn?.status}`);
    return {
      'interrupt of a running command (ms)': end.at - before,
      'processes left after an interrupt': left,
    };
  });
}
