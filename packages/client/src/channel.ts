import { ClientError } from './errors.ts';

/** One open connection: whole messages, in order. */
export interface Channel {
  /** Sends one message. After the end of the connection it does nothing. */
  send(message: object): void;
  /** Called once, before anything is sent. The listener gets each message of the server, parsed. */
  onMessage(listener: (message: unknown) => void): void;
  /** The listener is called once when the other side ended the connection, or it broke. */
  onClose?(listener: (reason?: Error) => void): void;
  /** The listener gets what came and was no message, such as a line that is not JSON. The connection goes on. */
  onProblem?(listener: (problem: Error) => void): void;
  /** Ends the connection; resolves when nothing of it is left. */
  close(): void | Promise<void>;
}

/** A way to a server, that can be gone more than once. */
export interface Transport {
  /** Rejects when the server cannot be reached, or with the signal's reason. */
  open(options: { readonly signal: AbortSignal }): Promise<Channel>;
}

/** A channel that is open already serves one connection. */
export function transportOf(given: Transport | Channel): Transport {
  if ('open' in given) return given;
  let used = false;
  return {
    open() {
      if (used)
        return Promise.reject(new ClientError('unsupported', 'a channel that is open already can only be used once'));
      used = true;
      return Promise.resolve(given);
    },
  };
}

/** One message of text. Undefined, and a report, where it is not JSON. */
export function parseMessage(text: string, onProblem: (problem: Error) => void): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    onProblem(
      new ClientError('malformed_message', `the server sent what is not JSON: ${text.slice(0, 200)}`, { cause }),
    );
    return undefined;
  }
}
