import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { WireClient } from './wire-client.ts';

/** A client of `tenon app-server`: one JSON object a line. */
export class Client extends WireClient {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  stderr = '';

  constructor(child: ChildProcess) {
    super();
    this.child = child;
    this.exited = new Promise((done) => child.on('close', done));
    child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    // A program that was killed takes no more input: who waits for its answer is told by `exited`.
    child.stdin?.on('error', (error) => {
      this.stderr += `\n${error.message}`;
    });
    if (!child.stdout) throw new Error('the child has no standard output');
    createInterface({ input: child.stdout }).on('line', (line) => this.take(line));
  }

  write(bytes: string | Uint8Array): void {
    this.child.stdin?.write(bytes);
  }

  send(message: string | Uint8Array): void {
    this.write(message);
    this.write('\n');
  }

  /** Closes its input, as a client that goes away does. */
  async close(): Promise<number | null> {
    this.child.stdin?.end();
    return this.exited;
  }
}
