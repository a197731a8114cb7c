import type { LineFilter, ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';
import { createHistory, type History } from './history.ts';
import { isUserMessage, responseItem } from './response-items.ts';
import { TurnTail } from './turn-tail.ts';

const HISTORY_LINES: LineFilter = {
  types: ['response_item', 'compacted', 'event_msg', 'turn_context'],
  events: ['task_started', 'task_complete', 'turn_aborted', 'user_message', 'thread_rolled_back'],
};

/** Lines. */
const FOLDED_AT_ONCE = 1000;

export interface LoadHistoryOptions {
  /** True: from the first line on. Default: from the turn of the last compaction that stands, where that gives the same. */
  readonly whole?: boolean;
  /** Given the lines that the history is folded from, first to last, some at a time, with the `turn_context` lines among them. */
  readonly folded?: (lines: readonly RolloutLine[]) => void;
  /** Lets other work run; awaited after each batch that is read or folded, a few milliseconds of work. What it throws ends the loading. */
  readonly pause?: () => Promise<void> | undefined;
}

/**
 * The history of a stored thread. Reads backward to the last `compacted` with a `replacement_history` that no rollback reaches behind,
 * then folds forward. Such a history lacks what stood before: where lines that are appended later need it, it says so in `short`.
 */
export async function loadHistory(lines: ThreadLines, options: LoadHistoryOptions = {}): Promise<History> {
  const tail = new TurnTail(saysUser);
  const read: RolloutLine[] = [];
  /** A compaction was read that replaces all before it, and no rollback since. */
  let replaced = false;
  /** A compaction keeps messages that were said before it, so these are needed. */
  let keeps = options.whole ?? false;
  const fold = async (partial: boolean) => {
    read.reverse();
    const history = createHistory([], { partial });
    for (let at = 0; at < read.length; at += FOLDED_AT_ONCE) {
      const batch = read.slice(at, at + FOLDED_AT_ONCE);
      history.append(batch);
      options.folded?.(batch);
      await options.pause?.();
    }
    return history;
  };
  for await (const batch of lines.backward(HISTORY_LINES)) {
    for (const line of batch) {
      read.push(line);
      const step = tail.step(line);
      if (line.type === 'compacted') {
        if (Array.isArray(line.payload.replacement_history)) replaced ||= tail.settled;
        else if (!replaced) keeps = true;
      } else if (line.type === 'event_msg' && line.payload.type === 'thread_rolled_back') replaced = false;
      if (step === 'turn' && replaced && !keeps) return fold(true);
    }
    await options.pause?.();
  }
  return fold(false);
}

function saysUser(line: RolloutLine): boolean {
  if (line.type === 'event_msg') return line.payload.type === 'user_message';
  if (line.type !== 'response_item') return false;
  const item = responseItem(line.payload);
  return item !== undefined && isUserMessage(item);
}
