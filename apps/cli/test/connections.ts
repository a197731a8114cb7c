// @tenon/client connected to the real binary, and what tests read of it.
import { join } from 'node:path';
import type { ClientEvent, RpcError } from '@tenon/client';
import { spawnServer } from '@tenon/client/spawn';
import type { World } from './program.ts';

const bin = join(import.meta.dirname, '../bin/tenon.js');

/** A thread that may do anything without asking. */
export const free = { sandbox: 'danger-full-access', approvalPolicy: 'never' } as const;

/** What the command line of a spawned server holds. */
export const markOf = ({ home }: World) => `log_dir="${home}/log"`;

/** A server over standard input and output; `processesWith(markOf(world))` finds it. */
export const spawned = (w: World, ...args: string[]) =>
  spawnServer({
    command: process.execPath,
    args: [bin, 'app-server', '-c', markOf(w), ...args],
    env: w.env,
    cwd: w.cwd,
  });

/** Starts a server that listens, and gives the address it says on its standard error. */
export async function listening(w: World, listen: string, ...args: string[]) {
  const child = w.spawn(['app-server', '--listen', listen, ...args]);
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      said += chunk;
      const found = /(ws:\/\/[\d.]+:\d+|unix:\/\/\S+)/.exec(said);
      if (found?.[1]) resolve(found[1]);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return { url, child };
}

/** The words of the model's answers. */
export const deltas = (events: readonly ClientEvent[]) =>
  events.flatMap((event) => (event.method === 'item/agentMessage/delta' ? [event.params.delta] : []));

/** Events to the end of a turn. */
export async function collect(events: AsyncIterable<ClientEvent>): Promise<ClientEvent[]> {
  const all: ClientEvent[] = [];
  for await (const event of events) {
    all.push(event);
    if (event.method === 'turn/completed') break;
  }
  return all;
}

/** The error a request is answered with. Rejects when there is none. */
export const refusal = (work: Promise<unknown>): Promise<RpcError> =>
  work.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: RpcError) => error,
  );
