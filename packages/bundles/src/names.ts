/** Whether a plugin or marketplace may have this name: ASCII letters, digits, `_` and `-`, 64 at most. Source: Codex 0.128. */
export const isBundleName = (name: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(name);

/** `name@marketplace`, or null when the text is no such id. */
export function bundleId(id: string): { readonly name: string; readonly marketplace: string } | null {
  const [name = '', marketplace = '', more] = id.split('@');
  return more === undefined && isBundleName(name) && isBundleName(marketplace) ? { name, marketplace } : null;
}

/** What the eye keeps of a name: its case, its separators, and letters that look alike do not count. */
const skeleton = (name: string): string =>
  name
    .replace(/I/g, 'l')
    .toLowerCase()
    .replace(/[_-]/g, '')
    .replace(/[1i]/g, 'l')
    .replace(/0/g, 'o')
    .replace(/5/g, 's')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w');

/**
 * The names, of `others`, that a person may take this one for. Other alphabets cannot spoof: `isBundleName` refuses them. It is
 * for a warning: two honest plugins may be called alike.
 */
export const lookAlikes = (name: string, others: Iterable<string>): string[] =>
  [...others].filter((other) => other !== name && skeleton(other) === skeleton(name));
