import * as z from 'zod/mini';
import type { Config } from './config.ts';
import { fault } from './fault.ts';
import { registryOf } from './registry.ts';
import { getJson } from './request.ts';

const Search = z.object({
  objects: z.array(
    z.object({
      package: z.object({
        name: z.string(),
        version: z.optional(z.string()),
        description: z.optional(z.nullable(z.string())),
        keywords: z.optional(z.nullable(z.array(z.string()))),
      }),
    }),
  ),
});
type Found = z.infer<typeof Search>['objects'][number]['package'];

/** Packages that a registry is asked for at once: npm's own gives no more. */
const page = 250;
/** Characters of a description that are kept: a marketplace file has a limit. */
const maxDescription = 500;

/**
 * The packages of a scope that are plugins (keyword `tenon-plugin`), as a marketplace file. `range` is the version of each that is
 * meant; default `latest`. Throws what `get` does.
 */
export async function scopeCatalog(
  scope: string,
  range: string | undefined,
  { config, signal }: { readonly config: Config; readonly signal: AbortSignal },
): Promise<string> {
  const registry = registryOf(`${scope}/`, config.npmrc);
  const found = new Map<string, Found>();
  const seen = new Set<string>();
  for (let from = 0; from < config.max_packages; from += page) {
    const url = new URL('-/v1/search', registry);
    url.search = String(
      new URLSearchParams({ text: `scope:${scope.slice(1)} keywords:tenon-plugin`, size: `${page}`, from: `${from}` }),
    );
    const answer = await getJson(url, { config, signal, accept: 'application/json', limit: config.max_metadata_bytes });
    const { data } = Search.safeParse(answer);
    if (!data)
      throw fault(
        'registry_answer_invalid',
        `${registry} cannot be searched`,
        'Ask who keeps the registry, or name packages.',
      );
    const before = seen.size;
    // Registries differ in what they make of the text.
    for (const { package: each } of data.objects) {
      seen.add(each.name);
      if (each.name.startsWith(`${scope}/`) && each.keywords?.includes('tenon-plugin')) found.set(each.name, each);
    }
    // One that does not know `from` would give its first page for ever.
    if (data.objects.length < page || seen.size === before) break;
  }
  const plugins = [...found.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, config.max_packages)
    .map(({ name, version, description }) => ({
      name: name.slice(scope.length + 1).replace(/[^A-Za-z0-9_-]/g, '-'),
      source: { source: 'npm', package: name, ...(range && { version: range }) },
      ...(version && { version }),
      ...(description && { description: description.slice(0, maxDescription) }),
    }));
  const file = { name: scope.slice(1).replace(/[^A-Za-z0-9_-]/g, '-'), interface: { displayName: scope }, plugins };
  return `${JSON.stringify(file, null, 2)}\n`;
}
