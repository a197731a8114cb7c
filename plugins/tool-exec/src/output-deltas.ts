/** Live output of one command stops after this many bytes; the completed item has its beginning and end. Keeps a client's memory flat. */
const MAX_BYTES = 1024 * 1024;

/** Sends what came in one tick as one delta. */
export interface OutputDeltas {
  push(text: Uint8Array): void;
  /** Sends what waits. */
  flush(): void;
}

export function createOutputDeltas(send: (delta: string) => void): OutputDeltas {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let scheduled: NodeJS.Immediate | undefined;
  const flush = () => {
    clearImmediate(scheduled);
    scheduled = undefined;
    if (waiting.length === 0) return;
    const delta = Buffer.concat(waiting).toString();
    waiting = [];
    send(delta);
  };
  return {
    push(text) {
      if (text.length === 0 || bytes >= MAX_BYTES) return;
      bytes += text.length;
      waiting.push(text);
      scheduled ??= setImmediate(flush);
    },
    flush,
  };
}
