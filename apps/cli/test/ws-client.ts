import { WebSocket } from 'ws';
import type { World } from './program.ts';
import { WireClient } from './wire-client.ts';

/** A server that listens, and what it says. */
export interface Listening {
  /** Where it listens, such as `ws://127.0.0.1:4500`. */
  readonly url: string;
  readonly pid: number;
  /** Resolves with its exit code. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  readonly stderr: string;
  /** Resolves when its standard error holds the text. */
  says(text: string): Promise<void>;
}

/** `tenon app-server` on a free port of loopback. */
export async function listening(w: World, options: Parameters<World['spawn']>[1] = {}): Promise<Listening> {
  const child = w.spawn(['app-server', '--listen', 'ws://127.0.0.1:0'], options);
  let said = '';
  let ended = false;
  const listeners = new Set<() => void>();
  const exited = new Promise<number | null>((done) => {
    child.on('close', (code) => {
      ended = true;
      done(code);
      for (const check of listeners) check();
    });
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
    for (const check of listeners) check();
  });
  const until = (found: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (found()) resolve();
        else if (ended) reject(new Error(`the server ended: ${said}`));
        else return;
        listeners.delete(check);
      };
      listeners.add(check);
      check();
    });
  const address = /ws:\/\/[\d.]+:\d+/;
  await until(() => address.test(said));
  return {
    url: address.exec(said)?.[0] ?? '',
    pid: child.pid ?? 0,
    exited,
    kill: (signal) => child.kill(signal),
    get stderr() {
      return said;
    },
    says: (text) => until(() => said.includes(text)),
  };
}

/** A client over a websocket: a message a text frame. */
export class WsClient extends WireClient {
  readonly socket: WebSocket;
  /** Resolves with the code of the end of its connection. */
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    super();
    this.socket = socket;
    this.closed = new Promise((done) => socket.on('close', done));
    socket.on('message', (data) => this.take(String(data)));
    // The end that follows is what is waited for.
    socket.on('error', () => {});
  }

  /** Rejects when the server does not take it. */
  static async open(url: string): Promise<WsClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
    const client = new WsClient(socket);
    await new Promise<void>((done, fail) => socket.once('open', done).once('error', fail));
    return client;
  }

  /** One that has said hello. */
  static async ready(url: string): Promise<WsClient> {
    const client = await WsClient.open(url);
    await client.initialize();
    return client;
  }

  send(message: string | Uint8Array): void {
    this.socket.send(message, { binary: false });
  }
}
