import type { RolloutLine } from '@tenon/protocol';
import { seededRandom } from '../random.ts';
import { event } from './rollout-lines.ts';

/** Text that follows from a number, and that does not get smaller by being packed. */
export function noise(seed: number, length: number): string {
  const random = seededRandom(seed);
  let text = '';
  while (text.length < length) text += random(0x7fff_ffff).toString(36);
  return text.slice(0, length);
}

/** A line that tells by itself which one it is, and whether all of it is there. */
export const floodLine = (number: number, size: number): RolloutLine =>
  event({ type: 'agent_message', message: `${number} ${size} ${noise(number, size)}` });

/** null for a line that is not whole, or none of a flood. */
export function floodNumber(line: RolloutLine): number | null {
  if (line.type !== 'event_msg' || line.payload.type !== 'agent_message') return null;
  const { message } = line.payload;
  const [number = -1, size = -1] = message.split(' ', 2).map(Number);
  return message === `${number} ${size} ${noise(number, size)}` ? number : null;
}
