import { join } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import * as z from 'zod/mini';
import { fault } from '../fault.ts';
import { isBundleName } from '../names.ts';
import { codeOf } from './code.ts';
import { type Fields, fieldsOf, type Table, text } from './fields.ts';
import { interfaceOf, present } from './interface.ts';
import type { BundleManifest, ManifestProblem } from './manifest.ts';
import { type Dialect, partsOf, pathsOf } from './parts.ts';
import { readJson } from './read-json.ts';

const CODEX = '.codex-plugin/plugin.json';
const CLAUDE = '.claude-plugin/plugin.json';
const PACKAGE = 'package.json';
const AUTHOR_MEND = 'Mend the file; if the plugin is not yours, tell its author.';

export interface ReadManifest {
  readonly manifest: BundleManifest;
  /** Fields that were left out. */
  readonly problems: readonly ManifestProblem[];
}

const personOrName = z.union([z.string(), z.record(z.string(), z.unknown())]);

/** A text, or a table with it under `key`, as npm allows for `author` and `repository`. */
function textOrTable(fields: Fields, field: string, key: string): string | undefined {
  const value = fields.take(field, personOrName, `a text, or an object with "${key}"`);
  return typeof value === 'object' ? fields.below(field).text(key) : value;
}

function authorOf(fields: Fields): BundleManifest['author'] {
  const name = textOrTable(fields, 'author', 'name');
  const isTable = typeof fields.table.author === 'object' && !Array.isArray(fields.table.author);
  const its = isTable ? fields.below('author') : undefined;
  const author = present({ name, email: its?.text('email'), url: its?.text('url') });
  return Object.keys(author).length > 0 ? author : undefined;
}

/** `@acme/hello` is `acme__hello`: no two packages of a registry have one name. */
const nameOfPackage = (name: string): string => name.replace(/^@([^/]+)\/(.+)$/, '$1__$2');

function nameOf(fields: Fields, file: string, fromPackage: boolean): string {
  const read = text.safeParse(fields.table.name);
  const given = read.success ? read.data : undefined;
  const name = given !== undefined && fromPackage ? nameOfPackage(given) : given;
  if (name !== undefined && isBundleName(name)) return name;
  const has = name === undefined ? 'it has no text "name"' : `its name ${JSON.stringify(name)} is not allowed`;
  const mend = 'A plugin is named by 1 to 64 letters (A to Z), digits, "_" and "-".';
  throw fault('bundle_name_invalid', has, fromPackage ? `${mend} Give "tenon" a "name".` : mend, file);
}

/** What of a declarative plugin a table declares, and what lies at the default places. */
async function declared(fields: Fields, root: string, dialect: Dialect) {
  const apps = await partsOf(fields, 'apps', '.app.json', root, 'codex');
  return {
    interface: await interfaceOf(fields, root, dialect),
    skills: await pathsOf(fields, 'skills', 'skills', root, 'folder', dialect),
    commands: await pathsOf(fields, 'commands', 'commands', root, 'either', dialect === 'codex' ? 'claude' : dialect),
    agents: await pathsOf(fields, 'agents', 'agents', root, 'either', dialect === 'codex' ? 'claude' : dialect),
    hooks: await partsOf(fields, 'hooks', 'hooks/hooks.json', root, dialect),
    mcpServers: await partsOf(fields, 'mcpServers', '.mcp.json', root, dialect),
    apps: apps.flatMap((each) => ('file' in each ? [each.file] : [])),
  };
}

/** Codex 0.128 takes no plugin whose manifest has MCP servers in it: a bundle that it refuses must not be ours only. */
function refuseInlineServers(manifest: Table, file: string): void {
  if (typeof manifest.mcpServers !== 'object' || manifest.mcpServers === null) return;
  const message = 'mcpServers must be a path, such as "./.mcp.json"; Codex refuses the whole plugin otherwise';
  throw fault('bundle_manifest_invalid', message, AUTHOR_MEND, file);
}

/**
 * Reads a bundle's manifest: `.codex-plugin/plugin.json`, else `.claude-plugin/plugin.json`, else `package.json#tenon`, which
 * adds the code in any case. Throws `bundle_manifest_missing`, `bundle_manifest_invalid` and `bundle_name_invalid`: these cost
 * the bundle. All else that is wrong costs its field, and is one of the problems.
 */
export async function readManifest(root: string): Promise<ReadManifest> {
  const problems: ManifestProblem[] = [];
  const codex = await readJson(root, CODEX);
  const claude = codex === null ? await readJson(root, CLAUDE) : null;
  const packed = await readJson(root, PACKAGE).catch((error: unknown) => {
    // A plugin that declares itself elsewhere need not have a package at all.
    if ((codex ?? claude) === null || !isTenonError(error)) throw error;
    problems.push({ file: PACKAGE, field: '', message: error.message });
    return null;
  });
  const npm = fieldsOf(packed ?? {}, PACKAGE, problems);
  const isPlugin = npm.has('tenon');
  const tenon = npm.below('tenon');
  if (codex !== null) refuseInlineServers(codex, join(root, CODEX));

  const declaring = codex ?? claude;
  const file = codex !== null ? CODEX : CLAUDE;
  if (declaring === null && !isPlugin) {
    const mend =
      'Name a folder with .codex-plugin/plugin.json, .claude-plugin/plugin.json, or a package.json with "tenon".';
    throw fault('bundle_manifest_missing', 'it has no plugin manifest', mend, root);
  }
  const dialect: Dialect = codex !== null ? 'codex' : claude !== null ? 'claude' : 'tenon';
  const fields = declaring === null ? tenon : fieldsOf(declaring, file, problems);
  const says = declaring === null ? npm : fields;
  const named = declaring === null && tenon.has('name') ? tenon : says;
  const code = await codeOf(tenon, root);
  if (isPlugin && !npm.texts('keywords').includes('tenon-plugin')) {
    npm.problem('keywords', 'without "tenon-plugin" the package is not found by search');
  }
  const manifest = present({
    name: nameOf(named, join(root, declaring === null ? PACKAGE : file), named === npm),
    version: says.text('version') ?? (isPlugin && says !== npm ? npm.text('version') : undefined),
    description: says.text('description'),
    author: authorOf(says),
    homepage: says.text('homepage'),
    repository: textOrTable(says, 'repository', 'url'),
    license: says.text('license'),
    keywords:
      says === npm && isPlugin
        ? (z.array(z.string()).safeParse(npm.table.keywords).data ?? [])
        : says.texts('keywords'),
    files: [...(declaring === null ? [] : [file]), ...(isPlugin ? [PACKAGE] : [])],
    ...(await declared(fields, root, dialect)),
    code,
  });
  return { manifest, problems: unique(problems) };
}

const unique = (problems: readonly ManifestProblem[]): ManifestProblem[] => [
  ...new Map(problems.map((each) => [JSON.stringify(each), each])).values(),
];
