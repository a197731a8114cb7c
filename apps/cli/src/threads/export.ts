import type { StoredThread } from '@tenon/plugin-api/thread-store';
import { encodeLine, exportMarkdown } from '@tenon/thread-store';
import type { InProcessClient } from '../exec/client.ts';
import type { ExportFormat } from './options.ts';

export interface Session {
  readonly client: InProcessClient;
  read(id: string): Promise<StoredThread>;
}

/** A thread in a format. Throws what reading it throws. */
export async function exportText(session: Session, id: string, format: ExportFormat): Promise<string> {
  if (format === 'json') {
    const { thread } = await session.client.request('thread/read', { threadId: id, includeTurns: true });
    return `${JSON.stringify(thread, null, 2)}\n`;
  }
  const { summary, lines } = await session.read(id);
  if (format === 'markdown') return exportMarkdown(summary, lines);
  const text: string[] = [];
  for await (const batch of lines.forward()) for (const line of batch) text.push(encodeLine(line));
  return text.join('');
}
