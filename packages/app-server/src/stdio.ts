import type { Readable, Writable } from 'node:stream';
import type { AppServer } from './app-server.ts';
import { jsonLine, LineSplitter } from './lines.ts';

/** Bytes after which waiting output is written at once instead of at the end of the event loop's round. */
const flushAt = 64 * 1024;

/**
 * Serves one client over newline-delimited JSON. Resolves when the input ends, after everything was answered or let go.
 * Lines that are not JSON are reported and left unanswered, as the peer does.
 */
export async function serveStdio(server: AppServer, input: Readable, output: Writable): Promise<void> {
  let waiting = '';
  let scheduled = false;
  let open = true;
  const flush = () => {
    scheduled = false;
    if (!waiting || !open) return;
    const text = waiting;
    waiting = '';
    output.write(text);
  };
  output.on('error', (error) => {
    open = false;
    server.report(error);
  });
  const connection = server.connect({
    send: (message) => {
      waiting += jsonLine(message);
      // An answer goes out at once: what it set going must not hold it up.
      if (waiting.length >= flushAt || !('method' in message)) flush();
      else if (!scheduled) {
        scheduled = true;
        setImmediate(flush);
      }
    },
  });
  const lines = new LineSplitter((line) => {
    if (!line.trim()) return;
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch (error) {
      server.report(new Error(`a line that is not JSON was left unanswered: ${line.slice(0, 200)}`, { cause: error }));
      return;
    }
    connection.receive(message);
  });
  await new Promise<void>((resolve) => {
    input.on('data', (chunk: Buffer) => lines.push(chunk));
    input.on('end', resolve);
    input.on('close', resolve);
    input.on('error', (error) => {
      server.report(error);
      resolve();
    });
  });
  await server.close();
  flush();
}
