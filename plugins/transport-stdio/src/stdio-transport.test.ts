import { PassThrough, Writable } from 'node:stream';
import type { Channel } from '@tenon/plugin-api/transport';
import { expect, test } from 'vitest';
import { createStdioTransport } from './stdio-transport.ts';

/** A listener over two streams, and all that its one client sent. */
async function listening(output: Writable = new PassThrough()) {
  const input = new PassThrough();
  const received: string[] = [];
  const errors: unknown[] = [];
  const channels: Channel[] = [];
  const listener = await createStdioTransport(() => ({ input, output })).listen('stdio://', {
    accept: (channel) => {
      channels.push(channel);
      return { receive: (message) => received.push(Buffer.from(message as Uint8Array).toString()), closed: () => {} };
    },
    report: (error) => errors.push(error),
    notice: () => {},
    home: '/home/u/.codex',
    maxMessageBytes: 1000,
    options: {},
  });
  const [channel] = channels;
  if (!channel || channels.length > 1) throw new Error('there is one client');
  return { input, output, listener, channel, received, errors };
}

/** An output that takes nothing until `take` is called. */
function stuckOutput() {
  const taken: string[] = [];
  let go: () => void = () => {};
  const output = new Writable({
    write: (chunk, _, done) => {
      taken.push(String(chunk));
      go = done;
    },
  });
  return { output, taken, take: () => go() };
}

const round = () => new Promise((resolve) => setImmediate(resolve));

test('a line is a message, in whatever pieces it comes; the end of the input is the end', async () => {
  const { input, listener, received, errors } = await listening();
  for (const byte of Buffer.from('{"a":"prübe"}\r\n\n  \n{"b":"\u2028"}\nno end')) input.write(Buffer.from([byte]));
  input.end();
  await listener.ended;
  expect(received).toEqual(['{"a":"prübe"}\r', '  ', '{"b":"\u2028"}']);
  expect(errors).toEqual([]);
  expect(listener.address).toBe('stdio://');
});

test('many lines at once; one that is too long is reported, and the next is read', async () => {
  const { input, listener, received, errors } = await listening();
  input.end(`one\n${'x'.repeat(1001)}\ntwo\n${'y'.repeat(1000)}\n`);
  await listener.ended;
  expect(received).toEqual(['one', 'two', 'y'.repeat(1000)]);
  expect(errors).toMatchObject([{ code: 'message_too_large' }]);
});

test('messages of one round go out together, in order; one that must not wait takes those before it along', async () => {
  const { output, taken, take } = stuckOutput();
  const { channel } = await listening(output);
  channel.send('{"n":1}', false);
  channel.send('{"n":2}', false);
  expect(taken).toEqual([]);
  await round();
  expect(taken).toEqual(['{"n":1}\n{"n":2}\n']);
  take();
  channel.send('{"n":3}', false);
  channel.send('{"n":4}', true);
  await round();
  expect(taken.slice(1)).toEqual(['{"n":3}\n{"n":4}\n']);
});

test('what the client did not take is counted, waiting or written', async () => {
  const { output, take } = stuckOutput();
  const { channel } = await listening(output);
  channel.send('x'.repeat(99), true);
  channel.send('y'.repeat(49), false);
  expect(channel.buffered).toBe(150);
  take();
  await round();
  expect(channel.buffered).toBe(50);
});

test('what was sent before the end of the client, and of the listener, still goes out; then nothing does', async () => {
  const one = stuckOutput();
  const ended = await listening(one.output);
  ended.channel.send('last', false);
  ended.channel.close('enough');
  ended.channel.send('too late', true);
  await ended.listener.ended;
  await round();
  expect(one.taken).toEqual(['last\n']);
  const two = stuckOutput();
  const closed = await listening(two.output);
  closed.channel.send('last', false);
  let gone = false;
  const closing = closed.listener.close().then(() => {
    gone = true;
  });
  await closed.listener.ended;
  await round();
  expect(two.taken).toEqual(['last\n']);
  // A program that exits now would drop it: closing waits until it is taken.
  expect(gone).toBe(false);
  two.take();
  await round();
  two.take();
  await closing;
});

test('an output that takes nothing is not waited for without end', async () => {
  const { channel, listener } = await listening(stuckOutput().output);
  channel.send('last', true);
  await listener.close();
});

test('an output that breaks is reported once, and the input is still read to its end', async () => {
  const { input, output, listener, channel, received, errors } = await listening();
  output.destroy(new Error('EPIPE'));
  await round();
  channel.send('{}', true);
  channel.send('{}', false);
  input.end('a\n');
  await listener.ended;
  await round();
  expect(received).toEqual(['a']);
  expect(errors.map(String)).toEqual(['Error: EPIPE']);
});

test('an input that breaks is the end', async () => {
  const { input, listener, errors } = await listening();
  input.destroy(new Error('EIO'));
  await listener.ended;
  expect(errors.map(String)).toEqual(['Error: EIO']);
});

test('another address is refused', async () => {
  const transport = createStdioTransport(() => ({ input: new PassThrough(), output: new PassThrough() }));
  await expect(transport.listen('stdio://x', undefined as never)).rejects.toMatchObject({ code: 'address_invalid' });
});
