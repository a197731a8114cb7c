import type { StoredThread } from '@tenon/plugin-api/thread-store';
import type { Thread, Turn } from '@tenon/protocol';
import { encodeLine, exportMarkdown, loadTurns } from '@tenon/thread-store';
import type { InProcessClient } from '../exec/client.ts';
import type { ExportFormat } from './options.ts';

export interface Session {
  readonly client: InProcessClient;
  read(id: string): Promise<StoredThread>;
}

type Chunks = Iterable<string> | AsyncIterable<string | Uint8Array>;

/** A thread in a format, of any length, piece by piece. Throws what finding it throws, before the first piece. */
export async function exportChunks(session: Session, id: string, format: ExportFormat): Promise<Chunks> {
  if (format === 'json') {
    const { thread } = await session.client.request('thread/read', { threadId: id });
    return threadJson(thread, await loadTurns((await session.read(id)).lines));
  }
  const { summary, lines } = await session.read(id);
  if (format === 'markdown') return [await exportMarkdown(summary, lines)];
  return lines.raw?.() ?? rolloutText(lines);
}

/** The thread as `thread/read` answers it, but with all its turns: an answer has a limit, a file has none. */
function* threadJson(thread: Thread, turns: readonly Turn[]): Generator<string> {
  const { turns: _none, ...facts } = thread;
  yield `${JSON.stringify(facts, null, 2).slice(0, -2)},\n  "turns": [`;
  for (const [index, turn] of turns.entries()) {
    const text = JSON.stringify(turn, null, 2).replaceAll('\n', '\n    ');
    yield `${index === 0 ? '' : ','}\n    ${text}`;
  }
  yield `${turns.length === 0 ? '' : '\n  '}]\n}\n`;
}

async function* rolloutText(lines: StoredThread['lines']): AsyncGenerator<string> {
  for await (const batch of lines.forward()) yield batch.map(encodeLine).join('');
}
