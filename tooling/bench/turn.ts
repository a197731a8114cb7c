import type { Client, Note } from './client.ts';
import { now } from './clock.ts';
import { type Scenario, say } from './scenario.ts';

export interface TurnTimes {
  /** From sending turn/start to reading turn/completed, in milliseconds. */
  readonly ms: number;
  /** When turn/start was sent. */
  readonly beganAt: number;
  /** When the first text delta was read; null when there was none. */
  readonly firstDeltaAt: number | null;
}

/** Nothing is confined and nobody is asked: what is measured is the server. */
export async function startThread(client: Client, cwd: string): Promise<string> {
  const params = { cwd, sandbox: 'danger-full-access', approvalPolicy: 'never' };
  return (await client.request<{ thread: { id: string } }>('thread/start', params)).thread.id;
}

/** One whole turn. Throws when it does not complete. */
export async function turn(client: Client, threadId: string, scenario: Scenario): Promise<TurnTimes> {
  let firstDeltaAt: number | null = null;
  const mine = (note: Note) => note.params.threadId === threadId;
  const done = client.next('turn/completed', mine);
  const first = client.next('item/agentMessage/delta', mine).then((note) => {
    firstDeltaAt = note.at;
  });
  first.catch(() => undefined); // a turn that fails has none: what failed is said below
  const beganAt = now();
  await client.request('turn/start', { threadId, input: [{ type: 'text', text: say(scenario), text_elements: [] }] });
  const end = await done;
  const { status, error } = end.params.turn ?? {};
  if (status !== 'completed') throw new Error(`the turn is ${status}: ${error?.message ?? 'no message'}`);
  return { ms: end.at - beganAt, beganAt, firstDeltaAt };
}
