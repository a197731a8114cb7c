import { badPath } from './path.ts';

const special = /[*?[\]{}\\]/;

export const isGlob = (text: string): boolean => special.test(text);

/** The folder above the first part with a wildcard, which is all that a link can stand in, and the pattern below it. */
export function splitGlob(pattern: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split('/');
  const found = parts.findIndex(isGlob);
  const first = found < 0 ? parts.length - 1 : found;
  const folder = parts.slice(0, first).join('/');
  return { folder: folder === '' && pattern.startsWith('/') ? '/' : folder, rest: parts.slice(first).join('/') };
}

/** A path as a pattern that matches nothing else. */
export const escapeGlob = (path: string): string => path.replace(/[*?[\]{}\\]/g, '\\$&');

/**
 * Matches absolute paths, and all that is below what matches. `*` and `?` stay within a part, `**` as a part is any number
 * of parts, `[a-z]` and `[!a]` are one character, `{a,b}` is either; a leading dot is nothing special. Throws
 * `bad_permission_path` for a bracket or brace that is not closed: a denial must not quietly match nothing.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  if (pattern.split('/').includes('..')) throw badPath(pattern, 'it has `..`', 'Write the folder it means.');
  const source = globSource(pattern);
  try {
    const matcher = new RegExp(`^${source}(?:/.*)?$`, 'su');
    return (path) => matcher.test(path);
  } catch (cause) {
    throw badPath(pattern, 'it is no glob pattern', 'Look at its brackets: a range goes from low to high.', cause);
  }
}

/** Throws what `globMatcher` throws. */
export function checkGlob(pattern: string): void {
  globMatcher(pattern);
}

function globSource(pattern: string): string {
  let source = '';
  let braces = 0;
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at);
    // A doubled star is a part of its own, also inside of braces; beside other characters it is a single one.
    const startsPart = at === 0 || '/{,'.includes(pattern[at - 1] ?? '');
    if (startsPart && rest.startsWith('**/')) {
      source += '(?:[^/]+/)*';
      at += '**/'.length;
      continue;
    }
    const [token] = /^(?:\/\*\*(?=[/,}]|$)|\*+|\[[!^]?\]?[^\]/]*\]|\\.|.)/su.exec(rest) ?? [''];
    const [first] = token;
    if (token === '/**') source += rest === '/**' && source !== '' ? '' : '(?:/[^/]+)*';
    else if (first === '*') source += '[^/]*';
    else if (token === '?') source += '[^/]';
    else if (first === '[') source += token === '[' ? unclosed(pattern, '[') : characterClass(token);
    else if (token === '{') {
      braces += 1;
      source += '(?:';
    } else if (token === '}' && braces > 0) {
      braces -= 1;
      source += ')';
    } else if (token === ',' && braces > 0) source += '|';
    else source += literal(token.length > 1 && first === '\\' ? token.slice(1) : token);
    at += token.length;
  }
  return braces > 0 ? unclosed(pattern, '{') : source;
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function characterClass(token: string): string {
  const negated = /^\[[!^]/.test(token);
  const inner = token.slice(negated ? 2 : 1, -1).replace(/[\\\][^&~|]/g, '\\$&');
  return `(?!/)[${negated ? '^' : ''}${inner}]`;
}

function unclosed(pattern: string, what: string): never {
  throw badPath(pattern, `\`${what}\` is not closed`, `Close it, or write \`\\${what}\` for the character itself.`);
}
