import type { ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, TurnContextLine } from '@tenon/protocol';
import type { TokenUsageInfo } from './summary.ts';

/** What the end of a thread says of it. */
export interface TailFacts {
  /** What the last turn ran with. */
  readonly turnContext: TurnContextLine | null;
  /** The last usage that was told. */
  readonly usage: TokenUsageInfo | null;
  /** The id of the last turn if it was started and neither ended, nor was aborted or rolled back. */
  readonly unfinishedTurn: string | null;
  /** Of the last line that was read for this, RFC 3339; null for a thread without such lines. */
  readonly timestamp: string | null;
}

const ENDS = ['task_started', 'task_complete', 'turn_aborted', 'thread_rolled_back'];
const ends: ReadonlySet<string> = new Set(ENDS);

/** Reads backward, as far as needed: a turn or two, in a thread that has turns. */
export async function tailFacts(lines: ThreadLines): Promise<TailFacts> {
  let turnContext: TurnContextLine | null = null;
  let usage: TokenUsageInfo | null = null;
  let unfinishedTurn: string | null | undefined;
  let timestamp: string | null = null;
  const filter = {
    types: ['turn_context', 'event_msg'] as RolloutLine['type'][],
    events: ['token_count', ...ENDS],
  };
  search: for await (const batch of lines.backward(filter))
    for (const line of batch) {
      timestamp ??= line.timestamp;
      if (line.type === 'turn_context') turnContext ??= line.payload;
      if (line.type === 'event_msg') {
        const event = line.payload;
        if (event.type === 'token_count') usage ??= event.info ?? null;
        else if (ends.has(event.type) && unfinishedTurn === undefined)
          unfinishedTurn = event.type === 'task_started' ? event.turn_id : null;
      }
      if (turnContext && usage && unfinishedTurn !== undefined) break search;
    }
  return { turnContext, usage, unfinishedTurn: unfinishedTurn ?? null, timestamp };
}
