import * as z from 'zod/mini';

/** A whole number from 0: sizes, counts, milliseconds. */
export const count = () => z.int().check(z.minimum(0));
