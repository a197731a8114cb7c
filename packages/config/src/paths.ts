import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isTable, type Table } from './table.ts';

/** The keys that hold paths, at the top and in profiles; `*` is any key or index. */
const SHARED: readonly (readonly string[])[] = [
  ['experimental_compact_prompt_file'],
  ['experimental_instructions_file'],
  ['js_repl_node_module_dirs', '*'],
  ['js_repl_node_path'],
  ['model_catalog_json'],
  ['model_instructions_file'],
];
const PATHS: readonly (readonly string[])[] = [
  ...SHARED,
  ...SHARED.map((path) => ['profiles', '*', ...path]),
  ['agents', '*', 'config_file'],
  ['log_dir'],
  ['model_providers', '*', 'auth', 'cwd'],
  ['sandbox_workspace_write', 'writable_roots', '*'],
  ['skills', 'config', '*', 'path'],
  ['sqlite_home'],
  ['zsh_path'],
];

/** Package names stand beside paths here: only what looks like a path is one. */
const PLUGINS: readonly string[] = ['tenon', 'plugins', '*'];

const expand = (path: string, folder: string): string =>
  path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(folder, path);

const looksLikePath = (text: string): boolean => /^(\.{1,2}|~)(\/|$)/.test(text);

function change(value: unknown, path: readonly string[], edit: (text: string) => string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === 'string' && value !== '' ? edit(value) : value;
  if (Array.isArray(value)) return value.map((item) => change(item, rest, edit));
  if (!isTable(value)) return value;
  const keys = key === '*' ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : [];
  const changed: Table = Object.assign(Object.create(null), value);
  for (const one of keys) changed[one] = change(value[one], rest, edit);
  return changed;
}

/** Makes a layer's relative paths absolute: they mean the folder that the layer comes from. `~/` is the user's home. */
export function resolvePaths(layer: Table, folder: string): Table {
  let resolved: unknown = layer;
  for (const path of PATHS) resolved = change(resolved, path, (text) => expand(text, folder));
  resolved = change(resolved, PLUGINS, (text) => (looksLikePath(text) ? expand(text, folder) : text));
  return isTable(resolved) ? resolved : layer;
}
