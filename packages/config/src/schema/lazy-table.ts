import * as z from 'zod/mini';
import type { Table } from '../table.ts';

/** The keys at the top of a file. A key's schema is made when a value needs it, so a start pays for no table it does not use. */
export type LazyTable = Readonly<Record<string, () => z.ZodMiniType>>;

/** The value of a table whose keys are all optional. */
export type ValueOf<Keys extends LazyTable> = {
  -readonly [Key in keyof Keys]?: z.infer<ReturnType<Keys[Key]>> | undefined;
};

/** The same keys; each schema is made once. It is a constant, only a late one. */
export const lazyTable = <Keys extends LazyTable>(keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).map(([key, make]) => [key, once(make)])) as Keys;

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The schema of the keys that a value has. Other keys pass. */
export function schemaFor(keys: LazyTable, value: Table): z.core.$ZodType {
  const shape: Record<string, z.ZodMiniType> = {};
  for (const [key, make] of Object.entries(keys)) if (Object.hasOwn(value, key)) shape[key] = make();
  return z.object(shape);
}
