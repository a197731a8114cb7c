/** One client's end of a connection: whole messages, in order. */
export interface Transport {
  /** Sends one message. Never throws; after the end of the connection it does nothing. */
  send(message: object): void;
  /** Sends a message that is written out already. Without it, `send` is used. */
  sendText?(text: string): void;
  /** Ends the connection. Without it, the client is only let go of. */
  close?(reason: string): void;
}
