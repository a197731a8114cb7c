const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '\\': '\\', '"': '"' };

/** A value as git's configuration spells it: quotes, escapes, comments, and lines that go on. */
function unquote(text: string): string {
  let value = '';
  let quoted = false;
  /** Without the blanks that end it, which count only within quotes. */
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      at += 1;
      const next = text[at] ?? '';
      value += ESCAPES[next] ?? '';
      length = value.length;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '#' || character === ';')) break;
    else {
      value += character;
      if (quoted || !/\s/.test(character)) length = value.length;
    }
  }
  return value.slice(0, length);
}

/** The first `url` of the remote `origin` in a configuration of git. */
export function originUrl(config: string): string | undefined {
  let isOrigin = false;
  // A line goes on after a backslash at its end.
  for (const [line] of config.matchAll(/(?:[^\\\n]|\\\r?\n|\\.?)+/g)) {
    const section = /^\s*\[\s*([^\s\]"]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
    if (section) isOrigin = section[1]?.toLowerCase() === 'remote' && section[2] === 'origin';
    const url = /^\s*url\s*=\s*([\s\S]*)$/i.exec(section ? line.slice(section[0].length) : line)?.[1];
    if (isOrigin && url !== undefined) return unquote(url) || undefined;
  }
  return undefined;
}

/**
 * A remote's address without what may be secret in it: user and password, and query and fragment, where tokens are put, too.
 * The user of ssh stays: without it the address is another one. Null where it cannot be told what is secret.
 */
export function withoutCredentials(url: string): string | null {
  const parts = /^([\s\S]*?[a-z][a-z0-9+.-]*):\/\/([^/]*)([^?#]*)/i.exec(url);
  if (!parts) return url;
  const [, scheme = '', authority = '', path = ''] = parts;
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1).replace(/[?#].*$/s, '');
  // A password with a slash in it: what looks like a port is none.
  if (/:(?!\d*$)/.test(host.replace(/^\[.*\]/, ''))) return null;
  const user = /ssh/i.test(scheme) && at > 0 ? `${authority.slice(0, at).split(':')[0]}@` : '';
  return `${scheme}://${user}${host}${/[?#]/.test(authority) && at < 0 ? '' : path}`;
}
