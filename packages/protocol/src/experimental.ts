// The mark of experimental fields, where they are defined.
import * as z from 'zod/mini';

const mark = Symbol('experimental');

/** A field that only clients with `experimentalApi` send or are sent. Always optional. */
export function experimental<T extends z.core.$ZodType>(type: T): z.ZodMiniOptional<T> {
  return Object.assign(z.optional(type), { [mark]: true });
}

/** Whether a field's schema was made by `experimental`. */
export const isExperimental = (type: z.core.$ZodType): boolean => mark in type;
