/** The name of the set that comes with the program: no other marketplace may take it. */
export const reservedMarketplaceName = 'openai-curated';

/** A name of a marketplace or a plugin: ASCII letters, digits, `_` and `-`, at most 64 of them. */
export const isMarketplaceName = (name: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(name);

/** A name of a package of an npm registry, with or without a scope. */
export const isPackageName = (name: string): boolean =>
  name.length <= 214 && /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name);
