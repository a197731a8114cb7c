import type { ServerNotification, ThreadStartResponse, Turn } from '@tenon/protocol';

/** Shows a run to whoever started it. */
export interface Sink {
  started(thread: ThreadStartResponse): void;
  notification(notification: ServerNotification): void;
  /** The turn is over. `lastMessage` is null when the model said nothing. */
  ended(turn: Turn, lastMessage: string | null): void;
}
