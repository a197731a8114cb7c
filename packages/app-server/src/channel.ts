import type { Channel, Receiver } from '@tenon/plugin-api/transport';
import type { SessionSource } from '@tenon/protocol';
import type { AppServer } from './app-server.ts';
import { jsonText } from './lines.ts';
import { parseMessage } from './parse-message.ts';
import { unanswered } from './report.ts';

/** Bytes that are held for a client that does not read, before it is disconnected. */
const maxHeldBytes = 16 * 1024 * 1024;

/** A client behind a transport: messages are written out and parsed here, and one that does not read is let go of. */
export function acceptChannel(server: AppServer, channel: Channel, source?: SessionSource): Receiver {
  let open = true;
  /** Bytes of a message that is longer than that by itself, until it was taken. */
  let long = 0;
  const end = () => {
    open = false;
    server.disconnect(connection).catch((error) => server.report(error));
  };
  const write = (text: string, now: boolean) => {
    if (!open) return;
    const held = channel.buffered;
    if (held <= maxHeldBytes) long = 0;
    // What comes right behind a long message finds it there, however fast the client reads.
    if (held - long > maxHeldBytes) {
      server.report(unanswered('client_stalled', `${held} bytes waited for it`));
      channel.close('too slow');
      end();
      return;
    }
    if (text.length > maxHeldBytes) long = Buffer.byteLength(text);
    channel.send(text, now);
  };
  const connection = server.connect(
    {
      // An answer goes out at once: what it set going must not hold it up.
      send: (message) => write(jsonText(message), !('method' in message)),
      sendText: (text) => write(text, false),
      close: (reason) => {
        open = false;
        channel.close(reason);
      },
    },
    source,
  );
  return {
    receive: (received) => {
      if (!open) return;
      const parsed = parseMessage(received);
      if (!parsed) return;
      if ('kind' in parsed) server.report(unanswered(parsed.kind, parsed.details, parsed.cause));
      else connection.receive(parsed.message, parsed.refusal);
    },
    closed: () => {
      if (open) end();
    },
  };
}
