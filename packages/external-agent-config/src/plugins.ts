import { join } from 'node:path';
import type { Draft } from './draft.ts';
import { isObject, type Json, objectAt, readJson } from './read-json.ts';
import { settingsFiles } from './settings.ts';

/** `enabledPlugins` become entries of `[plugins]`, their marketplaces entries of `[marketplaces]`, where both can be found. */
export async function planPlugins(draft: Draft): Promise<void> {
  const { tree, source, cwd } = draft.place;
  const known: Record<string, Json> = Object.create(null);
  const enabled = new Map<string, { on: boolean; file: string }>();
  const installed = join(source, 'plugins', 'known_marketplaces.json');
  await draft.attempt('marketplaces', installed, async () => {
    const json = (await readJson(tree, installed)) ?? {};
    for (const name of Object.keys(json)) known[name] = objectAt(json, name);
  });
  for (const file of settingsFiles(draft.place)) {
    await draft.attempt('enabledPlugins', file, async () => {
      const settings = (await readJson(tree, file)) ?? {};
      const extra = objectAt(settings, 'extraKnownMarketplaces');
      for (const name of Object.keys(extra)) known[name] ??= objectAt(extra, name);
      for (const [id, on] of Object.entries(objectAt(settings, 'enabledPlugins'))) {
        if (typeof on === 'boolean' && !enabled.has(id)) enabled.set(id, { on, file });
      }
    });
  }
  const added = new Set<string>();
  for (const [id, { on, file }] of enabled) {
    await draft.attempt(id, file, async () => {
      const finding = { name: id, source: file };
      const [, plugin, market] = /^([\w-]{1,64})@([\w-]{1,64})$/.exec(id) ?? [];
      if (cwd !== undefined) draft.unsupported(finding, 'plugins are your own, and not of a project');
      else if (!plugin || !market) draft.unsupported(finding, 'its name is not of the form plugin@marketplace');
      else {
        const marketplace = known[market];
        const from = await resolved(marketplace, plugin);
        if (typeof from === 'string') {
          draft.unsupported(finding, from);
          return;
        }
        if (!added.has(market)) {
          added.add(market);
          draft.addKey({ name: market, source: file }, ['marketplaces', market], from);
        }
        draft.addKey({ ...finding, note: 'Tenon loads no plugins of marketplaces yet' }, ['plugins', id], {
          enabled: on,
        });
      }
    });
  }
}

/** The entry of a marketplace that has a plugin, or why there is none. */
async function resolved(marketplace: Json | undefined, plugin: string): Promise<Json | string> {
  if (!marketplace) return 'its marketplace is not known';
  const entry = marketplaceEntry(objectAt(marketplace, 'source'));
  if (typeof entry === 'string') return entry;
  const { installLocation } = marketplace;
  const root = entry.source_type === 'local' ? entry.source : installLocation;
  if (typeof root !== 'string' || !root.startsWith('/')) return 'its marketplace was not fetched';
  for (const folder of ['.agents/plugins', '.claude-plugin']) {
    const manifest = await readJson(root, join(root, folder, 'marketplace.json'));
    if (!manifest) continue;
    const plugins = Array.isArray(manifest.plugins) ? manifest.plugins : [];
    const found = plugins.find((one) => isObject(one) && one.name === plugin);
    if (!found) return 'its marketplace does not have it';
    return canFetch(found.source) ? entry : 'its source is of a form that only Claude Code knows';
  }
  return 'its marketplace has no marketplace.json';
}

/** The forms of sources: fact sheet on plugins, section 2. */
const canFetch = (source: unknown): boolean =>
  typeof source === 'string'
    ? source.startsWith('./') && source.length > 2 && !source.split('/').includes('..')
    : isObject(source) && ['local', 'url', 'git-subdir'].includes(String(source.source));

function marketplaceEntry({ source, repo, url, path, ref }: Json): Json | string {
  const git = { source_type: 'git', ...(typeof ref === 'string' && { ref }) };
  if (source === 'github' && typeof repo === 'string' && /^[\w.-]+\/[\w.-]+$/.test(repo)) {
    return { ...git, source: `https://github.com/${repo}.git` };
  }
  // A login in the address is not written about.
  if ((source === 'git' || source === 'url') && typeof url === 'string' && /^(https?:\/\/[^@]+|git@[^@]+)$/.test(url)) {
    return { ...git, source: url };
  }
  if ((source === 'directory' || source === 'local') && typeof path === 'string' && path.startsWith('/')) {
    return { source_type: 'local', source: path };
  }
  return 'the source of its marketplace is of a form that only Claude Code knows';
}
