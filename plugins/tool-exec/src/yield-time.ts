/** Milliseconds. The limits are Codex's. */
const MIN = 250;
const MAX = 30_000;
const MIN_POLL = 5_000;

/** How long a call that started or wrote something waits. */
export function yieldTime(requested: number): number {
  return Math.min(MAX, Math.max(MIN, requested));
}

/** How long a call that only looks for output waits: longer, so that a model does not poll in vain. */
export function pollTime(requested: number, max: number): number {
  return Math.min(Math.max(MIN_POLL, requested), max);
}
