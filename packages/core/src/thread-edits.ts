import { tenonError } from '@tenon/plugin-api';
import type { GitInfo, ServerNotification, SessionMeta } from '@tenon/protocol';
import type { NewLine } from './thread-log.ts';

/** Lines that change what is known of a thread, loaded or not, and what clients are told once they are stored. */
export interface ThreadEdit {
  readonly lines: (meta: SessionMeta) => readonly NewLine[];
  readonly notifications?: readonly ServerNotification[];
}

/** Names a thread. Throws `thread_name_empty`. */
export function nameEdit(threadId: string, name: string): ThreadEdit {
  const threadName = name.trim();
  if (!threadName) {
    throw tenonError({
      code: 'thread_name_empty',
      message: 'thread name must not be empty',
      mend: 'Give it at least one character that is no space.',
    });
  }
  return {
    lines: () => [
      { type: 'event_msg', payload: { type: 'thread_name_updated', thread_id: threadId, thread_name: threadName } },
    ],
    notifications: [{ method: 'thread/name/updated', params: { threadId, threadName } }],
  };
}

/** Changes the fields that are given; null clears one. Throws `git_info_empty`, `git_info_invalid`. */
export function gitInfoEdit(gitInfo: GitInfo): ThreadEdit {
  const given = Object.entries(gitInfo).filter(([, value]) => value !== undefined);
  if (given.length === 0) {
    throw tenonError({
      code: 'git_info_empty',
      message: 'gitInfo must include at least one field',
      mend: 'Give sha, branch or originUrl; null clears one.',
    });
  }
  const git: Record<string, string | null> = {};
  for (const [field, value] of given) {
    const text = typeof value === 'string' ? value.trim() : null;
    if (text === '') {
      throw tenonError({
        code: 'git_info_invalid',
        message: `gitInfo.${field} must not be empty`,
        mend: 'Use null to clear it.',
      });
    }
    git[field] = text;
  }
  return {
    lines: () => [{ type: 'event_msg', payload: { type: 'thread_metadata_updated', git_info: git } }],
  };
}

/** Says whether memories may be made of the thread: another meta line, as Codex writes it (fact sheet on rollouts, section 2). */
export const memoryModeEdit = (mode: 'enabled' | 'disabled'): ThreadEdit => ({
  lines: (meta) => [{ type: 'session_meta', payload: { ...meta, memory_mode: mode } }],
});
