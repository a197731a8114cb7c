import * as z from 'zod/mini';
import { type Fields, flag, texts } from './fields.ts';
import type { BundleCode } from './manifest.ts';
import { namedPath } from './parts.ts';

/** The code of `package.json#tenon`: `plugin` names the module. Without it the package has none. */
export async function codeOf(tenon: Fields, root: string): Promise<BundleCode | undefined> {
  const value = tenon.text('plugin');
  if (value === undefined) return undefined;
  const entry = await namedPath(tenon, 'plugin', value, root, 'file', 'tenon');
  if (entry === null) return undefined;
  const lists = tenon.below('contributes');
  const contributes = Object.keys(lists.table).map(
    (point) => [point, lists.take(point, texts, 'a list of names') ?? []] as const,
  );
  return {
    entry,
    api: tenon.take('api', z.string().check(z.minLength(1)), 'a version, such as "v1"') ?? 'v1',
    isolate: tenon.take('isolate', flag, 'true or false') ?? false,
    contributes: Object.fromEntries(contributes),
  };
}
