import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import * as z from 'zod/mini';
import { errno, plain } from '../fault.ts';
import { type Table, table } from '../manifest/fields.ts';
import type { BundleManifest, BundlePart, ManifestProblem } from '../manifest/manifest.ts';
import { readJson } from '../manifest/read-json.ts';

/** One thing that a bundle says it can do, for a person who decides on it: control characters in it are spelled out. */
export interface Capability {
  /**
   * `code`: runs in the process (or, isolated, in a worker). `server`: an MCP server. `spawn`: a command line. `network`: an
   * address. `contributes`: a name at a point, such as a tool, as the package says.
   */
  readonly kind:
    | 'code'
    | 'contributes'
    | 'hook'
    | 'server'
    | 'spawn'
    | 'network'
    | 'skill'
    | 'command'
    | 'agent'
    | 'app';
  /** Such as the server's name; of `spawn` and `network`, the command line or address. */
  readonly name: string;
  /** What else tells it from another of that name, such as a hook's command. */
  readonly detail?: string;
}

export interface ReadCapabilities {
  readonly capabilities: readonly Capability[];
  readonly problems: readonly ManifestProblem[];
}

const server = z.object({
  command: z.optional(z.string()),
  args: z.optional(z.array(z.string())),
  url: z.optional(z.string()),
  env: z.optional(table),
});
const handler = z.looseObject({
  type: z.optional(z.string()),
  command: z.optional(z.string()),
  url: z.optional(z.string()),
});
const group = z.looseObject({ matcher: z.optional(z.string()), hooks: z.array(handler) });

const keyOf = ({ kind, name, detail }: Capability): string => JSON.stringify([kind, name, detail]);

/** The same, each once, in order. */
export const sortedCapabilities = (all: readonly Capability[]): Capability[] =>
  [...new Map(all.map((each) => [keyOf(each), each])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, each]) => each);

/** Files below a place of the bundle. A link to a folder counts as that folder, but no link within it: so the walk ends. */
async function filesBelow(root: string, place: string, linked = false): Promise<string[]> {
  try {
    const files: string[] = [];
    for (const each of await readdir(join(root, place), { withFileTypes: true })) {
      const path = place === '' ? each.name : `${place}/${each.name}`;
      if (each.isDirectory()) files.push(...(await filesBelow(root, path, linked)));
      else if (!each.isSymbolicLink()) files.push(path);
      else if (!linked) files.push(...(await filesBelow(root, path, true)));
    }
    return files.sort();
  } catch (error) {
    if (errno(error) === 'ENOENT') return [];
    if (errno(error) === 'ENOTDIR') return [place];
    throw error;
  }
}

/**
 * What a bundle can do, as far as its files say. Code can do whatever the process can: its tools are not known before it runs.
 * A file or entry that cannot be read is a problem, and the others count.
 */
export async function readCapabilities(root: string, manifest: BundleManifest): Promise<ReadCapabilities> {
  const all: Capability[] = [];
  const problems: ManifestProblem[] = [];

  const contentOf = async (part: BundlePart, field: string): Promise<{ content: Table; file: string } | null> => {
    if ('inline' in part) return { content: part.inline, file: manifest.files[0] ?? '' };
    try {
      return { content: (await readJson(root, part.file)) ?? {}, file: part.file };
    } catch (error) {
      if (!isTenonError(error)) throw error;
      problems.push({ file: part.file, field, message: error.message });
      return null;
    }
  };

  for (const part of manifest.mcpServers) {
    const read = await contentOf(part, 'mcpServers');
    if (read === null) continue;
    const wrapped = table.safeParse(read.content.mcpServers);
    for (const [name, value] of Object.entries(wrapped.success ? wrapped.data : read.content)) {
      const its = server.safeParse(value);
      if (!its.success || (its.data.command === undefined && its.data.url === undefined)) {
        problems.push({
          file: read.file,
          field: plain(`mcpServers.${name}`),
          message: 'it must have a "command" or a "url"',
        });
        continue;
      }
      const { command, args = [], url } = its.data;
      all.push({ kind: 'server', name });
      if (command !== undefined)
        all.push({ kind: 'spawn', name: [command, ...args].join(' '), detail: `MCP server ${name}` });
      if (url !== undefined) all.push({ kind: 'network', name: url, detail: `MCP server ${name}` });
    }
  }

  for (const part of manifest.hooks) {
    const read = await contentOf(part, 'hooks');
    if (read === null) continue;
    const wrapped = table.safeParse(read.content.hooks);
    for (const [event, value] of Object.entries(wrapped.success ? wrapped.data : read.content)) {
      if (event === 'description' && typeof value === 'string') continue;
      const groups = z.array(group).safeParse(value);
      if (!groups.success) {
        problems.push({
          file: read.file,
          field: plain(`hooks.${event}`),
          message: 'it must be a list of objects with "hooks"',
        });
        continue;
      }
      for (const { matcher, hooks } of groups.data) {
        for (const { type = 'command', command, url } of hooks) {
          const name = matcher === undefined || matcher === '' ? event : `${event}(${matcher})`;
          all.push({ kind: 'hook', name, detail: command ?? url ?? type });
          if (command !== undefined) all.push({ kind: 'spawn', name: command, detail: `hook ${event}` });
          if (url !== undefined) all.push({ kind: 'network', name: url, detail: `hook ${event}` });
        }
      }
    }
  }

  for (const folder of manifest.skills) {
    for (const file of await filesBelow(root, folder)) {
      if (basename(file) === 'SKILL.md') all.push({ kind: 'skill', name: file });
    }
  }
  for (const [kind, places] of [['command', manifest.commands] as const, ['agent', manifest.agents] as const]) {
    for (const place of places) {
      for (const file of await filesBelow(root, place)) if (file.endsWith('.md')) all.push({ kind, name: file });
    }
  }
  for (const file of manifest.apps) {
    const read = await contentOf({ file }, 'apps');
    const apps = table.safeParse(read?.content.apps);
    for (const name of Object.keys(apps.success ? apps.data : {})) all.push({ kind: 'app', name });
  }
  const { code } = manifest;
  if (code !== undefined) {
    all.push({ kind: 'code', name: code.entry, detail: code.isolate ? 'in a worker' : 'in the process' });
    for (const [point, names] of Object.entries(code.contributes)) {
      for (const name of names) all.push({ kind: 'contributes', name, detail: point });
    }
  }
  const shown = all.map((each) => ({
    ...each,
    name: plain(each.name),
    ...(each.detail === undefined ? {} : { detail: plain(each.detail) }),
  }));
  return { capabilities: sortedCapabilities(shown), problems };
}
