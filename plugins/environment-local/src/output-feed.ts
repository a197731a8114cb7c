type Stream = 'stdout' | 'stderr';
type OutputListener = (chunk: Uint8Array, stream: Stream) => void;

/** Output kept for the first listener. What comes beyond it before anyone listens is dropped, so that memory stays flat. */
const HELD_BYTES = 1024 * 1024;

/** Hands output to listeners as it comes, and to the first one what came before it. */
export interface OutputFeed {
  push(chunk: Uint8Array, stream: Stream): void;
  listen(listener: OutputListener): () => void;
}

export function createOutputFeed(): OutputFeed {
  const listeners = new Set<OutputListener>();
  let held: { chunk: Uint8Array; stream: Stream }[] | undefined = [];
  let heldBytes = 0;
  return {
    push(chunk, stream) {
      if (held) {
        const room = HELD_BYTES - heldBytes;
        if (room <= 0) return;
        const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
        held.push({ chunk: kept, stream });
        heldBytes += kept.length;
        return;
      }
      for (const listener of listeners) listener(chunk, stream);
    },
    listen(listener) {
      listeners.add(listener);
      const earlier = held;
      held = undefined;
      for (const { chunk, stream } of earlier ?? []) listener(chunk, stream);
      return () => void listeners.delete(listener);
    },
  };
}
