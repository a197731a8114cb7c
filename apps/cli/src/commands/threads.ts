import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { AppServer } from '@tenon/app-server';
import type { Thread, ThreadListParams } from '@tenon/protocol';
import { exitCodes } from '../exit-codes.ts';
import { tenonHome } from '../home.ts';
import { print } from '../print.ts';
import { reportError } from '../report-error.ts';
import { exportChunks, type Session } from '../threads/export.ts';
import { type ThreadsOptions, threadsHelp, threadsOptions } from '../threads/options.ts';
import { version } from '../version.ts';

/** `tenon threads list|search|export`: what is stored, without starting anything. */
export async function threads(args: readonly string[]): Promise<void> {
  let options: ThreadsOptions;
  try {
    options = threadsOptions(args, parseArgs);
  } catch (error) {
    reportError(error);
    process.stderr.write('tenon threads --help tells what it takes\n');
    process.exitCode = exitCodes.usage;
    return;
  }
  if (options.command === 'help') {
    process.stdout.write(threadsHelp);
    return;
  }
  try {
    await withSession((session) => run(session, options));
  } catch (error) {
    reportError(error);
    process.exitCode = exitCodes.failed;
  }
}

async function run(session: Session, options: ThreadsOptions): Promise<void> {
  if (options.command === 'export') {
    const chunks = await exportChunks(session, options.id, options.format);
    if (options.out !== undefined) await pipeline(chunks, createWriteStream(options.out));
    else await print(chunks);
    return;
  }
  const found = await listAll(session, options);
  for (const thread of found) process.stdout.write(options.json ? `${JSON.stringify(thread)}\n` : row(thread));
  if (!options.json && found.length === 0) process.stderr.write('tenon: no thread was found\n');
}

async function listAll({ client }: Session, options: ThreadsOptions): Promise<Thread[]> {
  const found: Thread[] = [];
  const params: ThreadListParams = {
    modelProviders: [],
    sourceKinds: ['cli', 'vscode', 'exec', 'appServer', 'unknown'],
    archived: options.archived,
    sortKey: 'updated_at',
    ...(options.search !== undefined && { searchTerm: options.search, searchIn: options.searchIn }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  };
  for (let cursor: string | null = null; ; ) {
    const limit = Math.min(100, options.limit - found.length);
    const page: { data: Thread[]; nextCursor?: string | null } = await client.request('thread/list', {
      ...params,
      limit,
      cursor,
    });
    found.push(...page.data);
    cursor = page.nextCursor ?? null;
    if (cursor === null || found.length >= options.limit) return found;
  }
}

/** One line; no control character of a name or message reaches the terminal. */
function row(thread: Thread): string {
  const title = (thread.name ?? thread.preview).replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const time = new Date(thread.updatedAt * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return `${thread.id}  ${time}  ${title.slice(0, 80).toWellFormed()}\n`;
}

async function withSession(work: (session: Session) => Promise<void>): Promise<void> {
  const { openHost } = await import('../host.ts');
  const { InProcessClient } = await import('../exec/client.ts');
  const home = tenonHome(process.env);
  const cwd = process.cwd();
  let opened: Awaited<ReturnType<typeof openHost>> | undefined;
  const server = new AppServer({
    home,
    cwd,
    version,
    onError: reportError,
    open: async (askPerson) => {
      opened = await openHost({ home, cwd, env: process.env, overrides: [], onProblem: reportError }, askPerson);
      return opened;
    },
  });
  try {
    const client = new InProcessClient(server, () => {});
    await client.request('initialize', {
      clientInfo: { name: 'tenon_threads', title: null, version },
      capabilities: { experimentalApi: true },
    });
    await work({
      client,
      read: async (id) => {
        // The host is opened by the first request that needs it.
        if (!opened) await client.request('thread/loaded/list', {});
        if (!opened) throw new Error('the host was not opened');
        return opened.manager.read({ id });
      },
    });
  } finally {
    await server.close();
  }
}
