import type { ThreadLog } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';

/** The log of an ephemeral thread: its lines live as long as it is loaded, and nowhere else. */
export interface EphemeralLog extends ThreadLog {
  readonly lines: readonly RolloutLine[];
}

export function createEphemeralLog(threadId: string): EphemeralLog {
  const lines: RolloutLine[] = [];
  return {
    threadId,
    path: null,
    lines,
    append: (more) => {
      lines.push(...more);
    },
    close: async () => {},
  };
}
