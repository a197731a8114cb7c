import type { Part } from '../commands/part.ts';

/** A part that cannot be told for sure. */
export const unclear = (reason: string, source: string, dangerous = false): Part => ({
  kind: 'unclear',
  reason,
  dangerous,
  source: source.slice(0, 200),
});
