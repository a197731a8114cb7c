// What a key does is said beside the schemas, not in them: zod's own `describe` and `meta` cost each start what only
// generation reads. A test holds both together: each key has its sentence, and each sentence its key.

/** One sentence, and the default where there is one value for it. A unit is in the sentence. */
export type KeyDoc = string | readonly [does: string, defaultValue: string | number | boolean];

/** By path, as `namedKeys` writes it. */
export type KeyDocs = Readonly<Record<string, KeyDoc>>;

/** A part of the page. */
export interface Section {
  readonly title: string;
  readonly keys: KeyDocs;
}

/** The same keys below another table. */
export const under = (path: string, keys: KeyDocs): KeyDocs =>
  Object.fromEntries(Object.entries(keys).map(([key, doc]) => [`${path}.${key}`, doc]));
