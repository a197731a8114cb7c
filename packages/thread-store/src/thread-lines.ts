import type { LineFilter, ThreadLines } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';

/** True for a line that the filter asks for. */
export function wants(filter: LineFilter | undefined, line: RolloutLine): boolean {
  if (filter?.types && !filter.types.includes(line.type)) return false;
  return !filter?.events || line.type !== 'event_msg' || filter.events.includes(line.payload.type);
}

/** Lines that are in memory, as they stand now. */
export function linesOf(lines: readonly RolloutLine[]): ThreadLines {
  const { length } = lines;
  const wanted = (filter?: LineFilter) => lines.slice(0, length).filter((line) => wants(filter, line));
  return {
    async *forward(filter) {
      yield wanted(filter);
    },
    async *backward(filter) {
      yield wanted(filter).reverse();
    },
  };
}

/** All lines that the filter asks for, in order. For threads that are known to be small, and for tests. */
export async function collectLines(lines: ThreadLines, filter?: LineFilter): Promise<RolloutLine[]> {
  const all: RolloutLine[] = [];
  for await (const batch of lines.forward(filter)) for (const line of batch) all.push(line);
  return all;
}
