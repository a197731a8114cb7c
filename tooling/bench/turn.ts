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
export const settings = (cwd: string) => ({ cwd, sandbox: 'danger-full-access', approvalPolicy: 'never' });

export async function startThread(client: Client, cwd: string, more: object = {}): Promise<string> {
  return (await client.request<{ thread: { id: string } }>('thread/start', { ...settings(cwd), ...more })).thread.id;
}

/** What the user says beside the scenario. */
interface Said {
  readonly about?: string;
  /** Data URLs. */
  readonly images?: readonly string[];
}

/** One whole turn. Throws when it does not complete. */
export async function turn(client: Client, threadId: string, scenario: Scenario, said: Said = {}): Promise<TurnTimes> {
  let firstDeltaAt: number | null = null;
  const mine = (note: Note) => note.params.threadId === threadId;
  const done = client.next('turn/completed', mine);
  const first = client.next('item/agentMessage/delta', mine).then((note) => {
    firstDeltaAt = note.at;
  });
  first.catch(() => undefined); // a turn that fails has none: what failed is said below
  const beganAt = now();
  const text = { type: 'text', text: say(scenario, said.about), text_elements: [] };
  const images = (said.images ?? []).map((url) => ({ type: 'image', url }));
  await client.request('turn/start', { threadId, input: [text, ...images] });
  const end = await done;
  const { status, error } = end.params.turn ?? {};
  if (status !== 'completed') throw new Error(`the turn is ${status}: ${error?.message ?? 'no message'}`);
  return { ms: end.at - beganAt, beganAt, firstDeltaAt };
}
