import { isObject, type Json } from './read-json.ts';

// The form of hooks.json, its events, and what of Claude Code's is not in it: fact sheet on hooks, sections 1, 2 and 10.

/** Events, and whether a matcher says which tools or sources they are for. */
const events: Readonly<Record<string, 'tool' | 'source' | 'none'>> = {
  PreToolUse: 'tool',
  PermissionRequest: 'tool',
  PostToolUse: 'tool',
  SessionStart: 'source',
  UserPromptSubmit: 'none',
  Stop: 'none',
};

const sources = new Set(['startup', 'resume', 'clear']);
const tools = new Set(['Bash', 'Edit', 'Write', 'apply_patch']);

export interface ConvertedEvent {
  readonly groups: readonly Json[];
  readonly refused: readonly string[];
  readonly notes: readonly string[];
}

/** The groups of one event in the form of `hooks.json`. `same`: they are the peer's, whose form it is. */
export function convertEvent(event: string, groups: unknown, same: boolean): ConvertedEvent {
  const kind = Object.hasOwn(events, event) ? events[event] : undefined;
  if (kind === undefined) return { groups: [], refused: ['there is no such event'], notes: [] };
  if (!Array.isArray(groups)) return { groups: [], refused: ['it is no list of groups'], notes: [] };
  const [made, refused, notes]: [Json[], Set<string>, Set<string>] = [[], new Set(), new Set()];
  for (const group of groups) {
    if (!isObject(group) || !Array.isArray(group.hooks)) {
      refused.add('a group has no list of hooks');
      continue;
    }
    const matched = same ? { matcher: group.matcher } : convertMatcher(group.matcher, kind, notes);
    if (typeof matched === 'string') {
      refused.add(matched);
      continue;
    }
    const hooks: Json[] = [];
    for (const handler of group.hooks) {
      const converted = convertHandler(handler, same);
      if (typeof converted === 'string') refused.add(converted);
      else hooks.push(converted);
    }
    const { matcher } = matched;
    if (hooks.length > 0) made.push({ ...(typeof matcher === 'string' && { matcher }), hooks });
  }
  if (made.length > 0 && kind === 'tool' && !same) {
    notes.add('hooks are sent other inputs and may answer less than in Claude Code: see the page on imports');
  }
  return { groups: made, refused: [...refused], notes: [...notes] };
}

/** Only a list of plain names can be looked through; a regular expression is left as it is. */
function convertMatcher(
  matcher: unknown,
  kind: 'tool' | 'source' | 'none',
  notes: Set<string>,
): { readonly matcher: unknown } | string {
  if (kind === 'none' || matcher === undefined || matcher === '' || matcher === '*') return { matcher: undefined };
  if (typeof matcher !== 'string') return 'a matcher is no text';
  if (!/^[\w|]+$/.test(matcher)) return { matcher };
  const known = (name: string) => (kind === 'source' ? sources.has(name) : tools.has(name) || name.startsWith('mcp__'));
  const names = matcher.split('|').map((name) => (kind === 'tool' && name === 'MultiEdit' ? 'Edit' : name));
  const kept = [...new Set(names.filter(known))];
  const gone = names.filter((name) => !known(name));
  if (kept.length === 0) return `nothing here is called ${gone.join(' or ')}`;
  if (gone.length > 0) notes.add(`nothing here is called ${gone.join(' or ')}: taken out of the matcher`);
  return { matcher: kept.join('|') };
}

function convertHandler(handler: unknown, same: boolean): Json | string {
  if (!isObject(handler)) return 'a hook is no object';
  const { type, command, timeout, statusMessage } = handler;
  if (type !== 'command') {
    const shown = typeof type === 'string' && /^\w{1,20}$/.test(type) ? type : 'an unknown type';
    return `hooks of ${shown} are not run, only commands`;
  }
  if (handler.async === true) return 'hooks that run beside the turn (async) are not run';
  if (typeof command !== 'string' || command.trim() === '') return 'a hook has no command';
  if (!same && /\$\{?CLAUDE_/.test(command))
    return 'a command uses a variable that is set by Claude Code only ($CLAUDE_…)';
  return {
    type,
    command,
    ...(Number.isInteger(timeout) && Number(timeout) > 0 && { timeout }),
    ...(typeof statusMessage === 'string' && { statusMessage }),
  };
}
