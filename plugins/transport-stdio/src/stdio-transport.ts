import type { Readable, Writable } from 'node:stream';
import { tenonError } from '@tenon/plugin-api';
import type { ListenContext, Listener, Transport } from '@tenon/plugin-api/transport';
import { LineSplitter } from './line-splitter.ts';

/** Characters after which waiting output is written at once instead of at the end of the event loop's round. */
const flushAt = 64 * 1024;

/** Milliseconds a client has to take what was sent, once listening ends. */
const lingerMs = 2000;

export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/** One client over two streams, newline-delimited. Listening ends with the input. */
export function createStdioTransport(streams: () => Streams): Transport {
  return {
    listen: async (address, context) => {
      if (address === 'stdio://') return serve(streams(), context);
      throw tenonError({
        code: 'address_invalid',
        message: `\`${address}\` is no address of standard input and output`,
        mend: 'Use stdio://.',
      });
    },
  };
}

function serve({ input, output }: Streams, context: ListenContext): Listener {
  let waiting = '';
  let scheduled = false;
  let open = true;
  const ended = Promise.withResolvers<void>();
  const flush = () => {
    scheduled = false;
    if (!waiting || !open) return;
    const text = waiting;
    waiting = '';
    output.write(text);
  };
  const client = context.accept({
    send: (text, now) => {
      if (!open) return;
      waiting += `${text}\n`;
      if (now || waiting.length >= flushAt) flush();
      else if (!scheduled) {
        scheduled = true;
        setImmediate(flush);
      }
    },
    close: () => {
      flush();
      open = false;
      input.destroy();
    },
    get buffered() {
      return waiting.length + output.writableLength;
    },
  });
  output.on('error', (error) => {
    open = false;
    context.report(error);
  });
  const lines = new LineSplitter(
    context.maxMessageBytes,
    (line) => client.receive(line),
    () =>
      context.report(
        tenonError({
          code: 'message_too_large',
          message: `a line of more than ${context.maxMessageBytes} bytes was left unanswered`,
          mend: 'Send less in one message.',
        }),
      ),
  );
  // The output is open still: what was asked is answered before the server goes.
  const end = () => ended.resolve();
  input.on('data', (chunk: Buffer) => lines.push(chunk));
  input.on('end', end);
  input.on('close', end);
  input.on('error', (error) => {
    context.report(error);
    end();
  });
  return {
    address: 'stdio://',
    ended: ended.promise,
    close: async () => {
      flush();
      input.destroy();
      if (output.writableLength > 0) await taken(output);
    },
  };
}

/** Resolves when all that was written is out, when the output breaks, or when its time is up: a program that exits drops the rest. */
async function taken(output: Writable): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = setTimeout(resolve, lingerMs);
  output.write('', () => resolve());
  await promise;
  clearTimeout(late);
}
