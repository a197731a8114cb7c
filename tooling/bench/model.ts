import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sleep } from './clock.ts';
import { say } from './scenario.ts';

/** One request to the mock. Times are of `now()`, which two processes share. */
export interface Served {
  /** When its head came. */
  receivedAt: number;
  /** When the first text delta was handed to the socket; null before that, and for a tool call. */
  firstDeltaAt: number | null;
  /** When the answer was sent; null before that. */
  endedAt: number | null;
  /** Of the request's body. */
  bytes: number;
  /** What the scenario wanted and the request did not offer. */
  missing: string | null;
}

export type Command = 'served' | 'clear';

/** The mock model's process, seen from the bench. */
export class Model {
  readonly baseUrl: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.baseUrl = `http://127.0.0.1:${port}/v1`;
  }

  /** Starts it, and warms its code so that the first sample is like the others. */
  static async start(): Promise<Model> {
    const file = fileURLToPath(new URL('./model-server.ts', import.meta.url));
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [port] = await once(child, 'message');
    const model = new Model(child, port);
    for (let round = 0; round < 200; round += 1) {
      const content = say({ deltas: round % 2 ? 1 : 500 });
      const body = JSON.stringify({ input: [{ type: 'message', role: 'user', content }] });
      await (await fetch(`${model.baseUrl}/responses`, { method: 'POST', body })).text();
    }
    await model.clear();
    return model;
  }

  async #ask(command: Command): Promise<Served[]> {
    const answer = once(this.#child, 'message');
    this.#child.send(command);
    return (await answer)[0];
  }

  async clear(): Promise<void> {
    await this.#ask('clear');
  }

  /** The requests since `clear`, once all are answered. Throws when the scenario could not be played. */
  async served(): Promise<{ requests: Served[]; ms: number }> {
    for (let tries = 0; tries < 2000; tries += 1) {
      const requests = await this.#ask('served');
      if (requests.length > 0 && requests.every((one) => one.endedAt !== null)) {
        const missing = requests.find((one) => one.missing !== null)?.missing;
        if (missing) throw new Error(missing);
        return { requests, ms: requests.reduce((sum, one) => sum + (one.endedAt ?? 0) - one.receivedAt, 0) };
      }
      await sleep(2);
    }
    throw new Error('the mock model has not answered its requests');
  }

  stop(): void {
    this.#child.disconnect();
  }
}
