import type { ResponseItem, RolloutResponseItem } from '@tenon/protocol';

const prefix =
  'The conversation before this point was compacted. This is the handover of the model that worked on it; build on it, and do not repeat what is done:\n\n';

/** Characters of the user's messages that are kept: about 20,000 tokens. */
const maxKeptChars = 80_000;

/** Beginnings of messages with the role `user` that no user wrote. */
const notTheUsers = [
  prefix,
  '<environment_context>',
  '<user_instructions>',
  '<turn_aborted>',
  '<user_shell_command>',
  '<skill>',
  '# AGENTS.md',
];

export const summaryText = (summary: string): string => prefix + summary.trim();

function textOf(item: ResponseItem): string {
  if (item.type !== 'message' || item.role !== 'user') return '';
  return item.content.map((part) => (part.type === 'input_text' ? part.text : '')).join('');
}

const userItem = (text: string): RolloutResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

/** What stands for a history: the user's newest messages, as much of them as there is room for, and the summary. */
export function replacementHistory(history: readonly ResponseItem[], message: string): RolloutResponseItem[] {
  const kept: RolloutResponseItem[] = [userItem(message)];
  let room = maxKeptChars;
  for (const item of history.toReversed()) {
    const text = textOf(item);
    if (!text || notTheUsers.some((start) => text.trimStart().startsWith(start))) continue;
    if (room <= 0) break;
    // Of the one that does not fit, its end: that is where it stops being older than the room there is.
    kept.unshift(userItem(text.length <= room ? text : text.slice(text.length - room).toWellFormed()));
    room -= text.length;
  }
  return kept;
}
