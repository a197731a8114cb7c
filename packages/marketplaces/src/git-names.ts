/** What a URL of a repository may begin with. `file:` and `ext::` may not be reached from a file that somebody else wrote. */
const urlPattern = /^(https?|ssh|git):\/\/[^/\s]/i;
/** `git@host:path`, as ssh takes it. */
const scpPattern = /^[A-Za-z0-9._~][A-Za-z0-9._~-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^\s:][^\s]*$/;
const shorthandPattern = /^([A-Za-z0-9][A-Za-z0-9-]*)\/([A-Za-z0-9._-]+)$/;

/** The URL of the repository that a text names: a URL (http, https, ssh, git), `user@host:path`, or `owner/repo` of GitHub. */
export function gitUrl(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u0020\u007f]/.test(text)) return undefined;
  if (urlPattern.test(text)) return /^[a-z]+:\/\/([^/@]*@)?-/i.test(text) ? undefined : text;
  if (scpPattern.test(text)) return text;
  const [, owner, repo] = shorthandPattern.exec(text) ?? [];
  if (!owner || !repo || /^\.+$/.test(repo)) return undefined;
  return `https://github.com/${owner}/${repo.replace(/\.git$/, '')}.git`;
}

/** Can it be the name of a branch or a tag, or a commit? What git could take for an option or a refspec cannot. */
export const isGitRef = (text: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9._/@#%+,=!-]*$/.test(text) && !/\.\.|\/\/|@\{|\.lock$|[./]$|\/\./.test(text);

/** A commit's full hash. */
export const isGitSha = (text: string): boolean => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** `./a/b` and `a/b` as `a/b`; undefined for what could lead out of a folder, or into `.git`. */
export function subfolder(text: string): string | undefined {
  const path = text.replace(/^\.\//, '').replace(/\/$/, '');
  const parts = path.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\\\u0000-\u001f\u007f]|^[A-Za-z]:/.test(path)) return undefined;
  return parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')
    ? undefined
    : path;
}
