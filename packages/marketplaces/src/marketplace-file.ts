import type { MarketplaceEntry, MarketplaceListing, MarketplaceProblem } from '@tenon/plugin-api/marketplace';
import * as z from 'zod/mini';
import { isMarketplaceName } from './names.ts';
import { readPluginSource, type SourceContext } from './plugin-source.ts';
import { quoted } from './quoted.ts';

/** Entries of one file. */
const maxEntries = 10_000;

const MarketplaceFile = z.object({
  name: z.string(),
  interface: z.optional(z.nullable(z.object({ displayName: z.optional(z.nullable(z.string())) }))),
  metadata: z.optional(z.unknown()),
  plugins: z.array(z.unknown()),
});

const Entry = z.object({
  name: z.string(),
  source: z.unknown(),
  policy: z.optional(
    z.nullable(
      z.object({
        installation: z._default(z.enum(['NOT_AVAILABLE', 'AVAILABLE', 'INSTALLED_BY_DEFAULT']), 'AVAILABLE'),
        authentication: z._default(z.enum(['ON_INSTALL', 'ON_USE']), 'ON_INSTALL'),
        products: z.optional(z.nullable(z.array(z.string()))),
      }),
    ),
  ),
  category: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  version: z.optional(z.nullable(z.string())),
  strict: z.optional(z.boolean()),
});

export interface FileContext {
  /** Absolute path of the file, for problems and clients. */
  readonly path: string;
  /** Absolute: what the paths in it begin at. */
  readonly root: string;
  /** It is a `.claude-plugin/marketplace.json`: Claude Code's additions to the format are read. */
  readonly claude: boolean;
}

/**
 * What a marketplace file says. An entry that cannot be used is left out, as is a second one of a name (case ignored: they would
 * share a folder where the file system ignores it); a file that cannot be used gives no marketplace. Each is a problem; nothing throws.
 */
export function parseMarketplace(text: string, { path, root, claude }: FileContext): MarketplaceListing {
  const unusable = (message: string): MarketplaceListing => ({
    problems: [{ path, message: `invalid marketplace file: ${message}` }],
  });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
  const { success, data, error } = MarketplaceFile.safeParse(json);
  if (!success) return unusable(firstIssue(error));
  if (!isMarketplaceName(data.name))
    return unusable(`name ${quoted(data.name)} has more than letters, digits, _ and -`);

  if (data.plugins.length > maxEntries) return unusable(`it has more than ${maxEntries} plugins`);
  const { pluginRoot } = Object(data.metadata) as Record<string, unknown>;
  const context: SourceContext = { root, claude, ...(typeof pluginRoot === 'string' && { pluginRoot }) };
  const entries = new Map<string, MarketplaceEntry>();
  const problems: MarketplaceProblem[] = [];
  for (const [index, given] of data.plugins.entries()) {
    const entry = readEntry(given, context);
    const name = (given as { name?: unknown } | null)?.name;
    const label = typeof name === 'string' ? name.slice(0, 80) : `plugins[${index}]`;
    if (typeof entry === 'string') problems.push({ path, entry: label, message: entry });
    else if (entries.has(entry.name.toLowerCase()))
      problems.push({ path, entry: label, message: 'there is an entry of this name before it, which counts' });
    else entries.set(entry.name.toLowerCase(), entry);
  }
  const displayName = data.interface?.displayName;
  const marketplace = { name: data.name, path, ...(displayName && { displayName }), entries: [...entries.values()] };
  return { marketplace, problems };
}

/** One entry; or, as a text, why it cannot be used. */
function readEntry(given: unknown, context: SourceContext): MarketplaceEntry | string {
  const { success, data, error } = Entry.safeParse(given);
  if (!success) return firstIssue(error);
  const { name, policy, category, description, version, strict = true } = data;
  if (!isMarketplaceName(name)) return 'its name has more than letters, digits, _ and -';
  const source = readPluginSource(data.source, context);
  if (typeof source === 'string') return source;
  const manifest = context.claude ? manifestOf(given) : undefined;
  return {
    name,
    source,
    installation: policy?.installation ?? 'AVAILABLE',
    authentication: policy?.authentication ?? 'ON_INSTALL',
    ...(policy?.products && { products: policy.products }),
    ...(category && { category }),
    ...(description && { description }),
    ...(version && { version }),
    ...(manifest && { manifest }),
    strict: !context.claude || strict,
  };
}

/** What an entry of Claude Code's says beside where it is: what a `plugin.json` could say. */
function manifestOf(given: unknown): Record<string, unknown> | undefined {
  const { name, source, policy, category, tags, strict, ...manifest } = given as Record<string, unknown>;
  return Object.keys(manifest).length > 0 ? manifest : undefined;
}

function firstIssue({ issues }: z.core.$ZodError): string {
  const [issue] = issues;
  if (!issue) return 'it is not as it should be';
  const where = issue.path.join('.');
  return `${where ? `${where}: ` : ''}${issue.message}`;
}
