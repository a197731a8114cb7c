/** One client's end of a connection: whole messages, in order. */
export interface Transport {
  /** Sends one message. Never throws; after the end of the connection it does nothing. */
  send(message: object): void;
}
