import { dotted } from './dotted.ts';
import { editInvalid } from './edit-error.ts';
import { isTable, type Table } from './table.ts';

/** The value at a path of tables; undefined where there is none. Throws `config_edit_invalid` where the path goes through something else. */
export function tableValue(root: Table, path: readonly string[]): unknown {
  let at: unknown = root;
  for (const [index, segment] of path.entries()) {
    if (!isTable(at)) {
      const above = dotted(path.slice(0, index));
      throw editInvalid(
        `\`${above}\` is no table, so it has no key \`${segment}\``,
        `Set \`${above}\` itself, or remove it first.`,
      );
    }
    at = Object.hasOwn(at, segment) ? at[segment] : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}
