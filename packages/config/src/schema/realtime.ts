import { table, word } from './kinds.ts';

// biome-ignore format: names, not structure
const voices = [
  'alloy', 'arbor', 'ash', 'ballad', 'breeze', 'cedar', 'coral', 'cove', 'echo', 'ember', 'juniper', 'maple', 'marin',
  'sage', 'shimmer', 'sol', 'spruce', 'vale', 'verse',
] as const;

/** `[realtime]`. */
export const realtime = () =>
  table({
    version: word(['v1', 'v2']),
    type: word(['conversational', 'transcription']),
    transport: word(['webrtc', 'websocket']),
    voice: word(voices),
  });
