// The kinds of value of config.toml. Those that are shared make a table cheap: only its own object is to be made.
import * as z from 'zod/mini';

// Required, and items of arrays and maps
export const string = z.string();
export const boolean = z.boolean();
export const integer = z.int();
/** A whole number from 0: sizes, counts, milliseconds. */
export const natural = z.int().check(z.minimum(0));

// Optional, as most keys are
export const text = z.optional(string);
export const texts = z.optional(z.array(string));
export const flag = z.optional(boolean);
export const whole = z.optional(integer);
export const count = z.optional(natural);
/** A whole number from 1. */
export const positive = z.optional(z.int().check(z.minimum(1)));
export const port = z.optional(z.int().check(z.minimum(0), z.maximum(65_535)));
/** Names and texts: environment variables, HTTP headers. */
export const textMap = z.optional(z.record(string, string));
export const approvalMode = z.optional(z.enum(['auto', 'prompt', 'approve']));

/** One of some words. */
export const word = <const Words extends readonly string[]>(words: Words) => z.optional(z.enum(words));
export const table = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.optional(z.object(shape));
export const list = <Item extends z.ZodMiniType>(item: Item) => z.optional(z.array(item));
/** A table whose keys are the user's names. */
export const named = <Value extends z.ZodMiniType>(value: Value) => z.optional(z.record(string, value));

/** A table of known keys, and of others whose names are the user's. */
export const withNames = <Shape extends z.core.$ZodLooseShape>(shape: Shape, others: z.ZodMiniType) =>
  z.optional(
    z.catchall(z.object(shape), others) as z.ZodMiniType<z.infer<z.ZodMiniObject<Shape>> & Record<string, unknown>>,
  );
