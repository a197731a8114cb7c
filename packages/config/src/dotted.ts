const BARE = /^[A-Za-z0-9_-]+$/;

/** A path as TOML writes it: `projects."/a b".trust_level`. */
export function dotted(path: readonly string[]): string {
  return path.map((segment) => (BARE.test(segment) ? segment : JSON.stringify(segment))).join('.');
}
