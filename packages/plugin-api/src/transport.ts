import { collection } from './point.ts';

/** The server's end of one client's connection, as a transport makes it: whole messages out, in order. */
export interface Channel {
  /** Sends one message, as JSON text without line ends. `now`: it must not wait to go out with others. Never throws; after the end it does nothing. */
  send(text: string, now: boolean): void;
  /** Ends the connection. What was sent still goes out, unless the client does not take it. `reason` is for a person. Idempotent. */
  close(reason: string): void;
  /** Bytes that were sent and that the client did not take yet. */
  readonly buffered: number;
}

/** What a transport tells about one client. */
export interface Receiver {
  /** One message as it came: JSON text, or its bytes in UTF-8, not validated. */
  receive(message: string | Uint8Array): void;
  /** The client is gone. Told once. */
  closed(): void;
}

export interface ListenContext {
  /** A new client. */
  readonly accept: (channel: Channel) => Receiver;
  /** What went wrong where no client can be told. */
  readonly report: (error: unknown) => void;
  /** A line for the person who started the server, such as the address in use. */
  readonly notice: (line: string) => void;
  /** Absolute: the home folder, for addresses that have a default there. */
  readonly home: string;
  /** Bytes of the longest message that is handed on. Of a longer one the rest is skipped, or its connection closed; that is reported. */
  readonly maxMessageBytes: number;
  /** What the transport of that scheme takes, such as `auth`; the transport validates it. */
  readonly options: unknown;
}

export interface Listener {
  /** The address in use, such as `ws://127.0.0.1:4500`. */
  readonly address: string;
  /** Resolves when no client can come or is there any more, as when standard input has ended. */
  readonly ended: Promise<void>;
  /** Takes no more clients, and lets go of those that are there. Idempotent. */
  close(): Promise<void>;
}

export interface Transport {
  /** Listens at an address, such as `ws://127.0.0.1:0`. Throws a TenonError for an address or options it cannot serve. */
  listen(address: string, context: ListenContext): Promise<Listener>;
}

/** How clients reach the server. Members are named by the scheme of their addresses, such as `ws`. */
export const transports = collection<Transport>()('transports', 'transport/v1');
