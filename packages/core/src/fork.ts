import type { Generation } from '@tenon/kernel';
import { tenonError } from '@tenon/plugin-api';
import { type OpenedThread, type ThreadLog, type ThreadRef, threadStore } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta, SessionSource } from '@tenon/protocol';
import { collectLines, linesOf, tailFacts } from '@tenon/thread-store';
import { createEphemeralLog } from './ephemeral-log.ts';
import { gitFacts, gitInfoOf } from './git-info.ts';
import { interruptedLines } from './interruption.ts';
import type { ThreadSettings } from './settings.ts';
import { storedSettings } from './stored-settings.ts';
import type { Thread } from './thread.ts';
import type { ThreadParts } from './thread-parts.ts';
import { usageFromRollout } from './usage.ts';

export interface ForkOptions {
  /** Used where the thread does not say. */
  readonly defaults: ThreadSettings;
  /** Beats what the thread says. */
  readonly overrides?: Partial<ThreadSettings>;
  /** As for a resumed thread. */
  readonly permit?: (settings: ThreadSettings) => ThreadSettings;
  /** The name of the client program. */
  readonly originator: string;
  readonly source: SessionSource;
  /** Nothing of the new thread is stored. Default false. */
  readonly ephemeral?: boolean;
  /** As for a new thread. Default false. */
  readonly extendedHistory?: boolean;
}

/** How a manager makes threads. */
export interface ThreadMaker {
  newMeta(options: ForkOptions, settings: ThreadSettings): SessionMeta;
  adopt(opened: OpenedThread, generation: Generation, options: ForkOptions): Promise<{ readonly thread: Thread }>;
  make(parts: Omit<ThreadParts, 'runtime' | 'askPerson' | 'onError' | 'newId' | 'scope'>): Thread;
}

export const notStored = (id: string) =>
  tenonError({
    code: 'thread_not_stored',
    message: `no rollout found for thread id ${id}`,
    mend: 'A thread is stored with its first turn; an ephemeral one never is.',
  });

/** A new thread that begins with all another one has. `loaded`: that thread, where it is loaded. The new one keeps the generation. */
export async function forkThread(
  maker: ThreadMaker,
  generation: Generation,
  loaded: Thread | undefined,
  ref: ThreadRef,
  options: ForkOptions,
): Promise<Thread> {
  if (loaded && !loaded.stored) throw notStored(loaded.id);
  const store = generation.service(threadStore);
  const own = loaded?.ephemeralLines;
  const from = own ? undefined : await store.read(ref);
  const lines = own ? linesOf(own) : from?.lines;
  if (!lines) throw notStored(loaded?.id ?? '');
  const id = from?.summary.id ?? loaded?.id ?? '';
  // A loaded thread may have been given other settings than its last turn had.
  const base = loaded?.settings ?? (from && storedSettings(from, null, options.defaults)) ?? options.defaults;
  const settings = { ...base, ...options.overrides };
  const git = await gitFacts(generation, settings.cwd);
  const meta: SessionMeta = {
    ...maker.newMeta(options, settings),
    forked_from_id: id,
    ...(git && { git }),
  };
  const overrides = { ...loaded?.settings, ...options.overrides };
  const { unfinishedTurn, turnContext, usage } = await tailFacts(lines);

  let thread: Thread;
  if (options.ephemeral || own) {
    const all = await collectLines(lines);
    const log = await copyTo(options.ephemeral ? createEphemeralLog(meta.id) : store.create(meta), meta, all);
    const shown = loaded?.toWire();
    const asked = { ...(from ? storedSettings(from, turnContext, options.defaults) : base), ...overrides };
    thread = maker.make({
      generation,
      settings: options.permit?.(asked) ?? asked,
      lines: linesOf(all),
      log,
      meta,
      source: options.source,
      ephemeral: options.ephemeral ?? false,
      extendedHistory: options.extendedHistory ?? false,
      preview: from?.summary.preview ?? shown?.preview ?? '',
      name: from?.summary.name ?? shown?.name ?? null,
      gitInfo: gitInfoOf(git),
      usage: usage ? usageFromRollout(usage.total_token_usage) : null,
    });
  } else {
    const opened = await store.fork(ref, meta);
    try {
      thread = (await maker.adopt(opened, generation, { ...options, overrides })).thread;
    } catch (error) {
      await opened.log.close();
      throw error;
    }
  }
  if (unfinishedTurn !== null) await thread.edit({ lines: () => interruptedLines(unfinishedTurn) });
  return thread;
}

async function copyTo(log: ThreadLog, meta: SessionMeta, lines: readonly RolloutLine[]): Promise<ThreadLog> {
  // A store writes the meta line itself; a log in memory has none.
  const first: RolloutLine = { timestamp: meta.timestamp, type: 'session_meta', payload: meta };
  await log.append('lines' in log ? [first, ...lines] : lines);
  return log;
}
