/** JSON with the keys of objects sorted and without spaces: the same text for the same value. What is undefined is left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** `sha256:` and the hex digest of the canonical JSON. */
export const digest = (value: unknown): string =>
  `sha256:${process.getBuiltinModule('node:crypto').hash('sha256', canonicalJson(value))}`;
