import { join } from 'node:path';
import type { Draft } from './draft.ts';
import type { ConfigFiles } from './options.ts';
import { isObject, type Json, objectAt } from './read-json.ts';
import { resolveInside } from './read-source.ts';

/** Tables of the peer's `config.toml` by item. The rest is of the item CONFIG. */
const tables: Readonly<Record<string, 'MCP_SERVER_CONFIG' | 'PLUGINS' | 'SUBAGENTS'>> = {
  mcp_servers: 'MCP_SERVER_CONFIG',
  plugins: 'PLUGINS',
  marketplaces: 'PLUGINS',
  agents: 'SUBAGENTS',
};

/** Keys that mean the peer's own files. */
const reasons: Readonly<Record<string, string>> = {
  sqlite_home: 'it names the data of the other program',
  log_dir: 'it names the data of the other program',
  notice: 'it is what the other program has shown already',
};

/** Keys that say what may be done unasked: nobody should bring them over without seeing it. */
const permissions = new Set([
  'approval_policy',
  'approvals_reviewer',
  'default_permissions',
  'permissions',
  'projects',
  'sandbox_mode',
  'sandbox_workspace_write',
]);

const permissionNote = (key: string, value: unknown): string | undefined => {
  if (!permissions.has(key)) return undefined;
  return `it says what may be done unasked: ${JSON.stringify(value)}`;
};

/** The keys of the peer's `config.toml` that belong to an item, each with what stands at it: tables one level deep. */
export async function planPeerConfig(
  draft: Draft,
  files: ConfigFiles,
  item: 'CONFIG' | 'MCP_SERVER_CONFIG' | 'PLUGINS' | 'SUBAGENTS',
): Promise<void> {
  const { source, tree } = draft.place;
  const file = join(source, 'config.toml');
  await draft.attempt('config.toml', file, async () => {
    if ((await resolveInside(tree, file)) === undefined) return;
    const { config } = await files.read(source);
    for (const [key, value] of Object.entries(config)) {
      const belongs = Object.hasOwn(tables, key) ? tables[key] : 'CONFIG';
      if (belongs !== item) continue;
      if (Object.hasOwn(reasons, key)) draft.unsupported({ name: key, source: file }, reasons[key] ?? '');
      else if (isPlainTable(value)) addTable(draft, file, key, value);
      else draft.addKey({ name: key, source: file, note: permissionNote(key, value) }, [key], value);
    }
  });
}

function addTable(draft: Draft, source: string, key: string, table: Json): void {
  for (const [name, value] of Object.entries(table)) {
    const finding = {
      name: key === 'mcp_servers' || key === 'agents' || key === 'plugins' ? name : `${key}.${name}`,
      source,
    };
    if (key === 'hooks' && name === 'state')
      draft.unsupported(finding, 'it names hooks by the files of the other program');
    else if (key === 'agents' && relative(objectAt(table, name).config_file)) {
      draft.unsupported(finding, 'its config_file is named relative to the folder of the other program');
    } else draft.addKey({ ...finding, note: permissionNote(key, value) }, [key, name], value);
  }
}

const relative = (path: unknown): boolean => typeof path === 'string' && !/^(\/|~\/)/.test(path);

/** Dates are objects too. */
const isPlainTable = (value: unknown): value is Json => isObject(value) && !(value instanceof Date);
