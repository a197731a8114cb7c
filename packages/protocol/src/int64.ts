// Integers of 64 bits. `z.int()` ends at 2^53; a JSON number goes on, as the nearest double.
import * as z from 'zod/mini';

/** For what clients send, such as a time-out that means "never". */
export const int64 = () => z.number().check(z.multipleOf(1));
