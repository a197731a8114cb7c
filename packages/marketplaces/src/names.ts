/** The name of the set that comes with the program: no other marketplace may take it. */
export const reservedMarketplaceName = 'openai-curated';

/** A name of a marketplace or a plugin: ASCII letters, digits, `_` and `-`, at most 128 of them. */
export const isMarketplaceName = (name: string): boolean => /^[A-Za-z0-9_-]{1,128}$/.test(name);
