import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyPlugin, isTenonError, tenonError } from '@tenon/plugin-api';

/** Milliseconds a plugin's module may take to load. A module that computes without end cannot be stopped from inside. */
const loadTimeoutMs = 5000;

const isPath = (specifier: string) =>
  isAbsolute(specifier) || specifier.startsWith('./') || specifier.startsWith('../');

/** The module of a package: what its manifest names under `tenon.plugin`, else its `main`. */
function packageEntry(name: string, folders: readonly string[]): string {
  for (const folder of folders) {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    let text: string;
    try {
      text = readFileSync(manifest, 'utf8');
    } catch {
      continue; // Not in this folder: the next one, and in the end the error below, which names them all.
    }
    const { tenon, main } = JSON.parse(text) as { tenon?: { plugin?: string }; main?: string };
    return join(folder, 'node_modules', name, tenon?.plugin ?? main ?? 'index.js');
  }
  throw tenonError({
    code: 'plugin_not_found',
    message: `the package ${name} is not installed`,
    plugin: name,
    mend: `Run npm install ${name} in one of: ${folders.join(', ')}.`,
  });
}

/** Stands in the report for a plugin whose module could not be loaded. */
function failed(specifier: string, error: unknown): AnyPlugin {
  const cause = isTenonError(error)
    ? error
    : tenonError({
        code: 'plugin_load_failed',
        plugin: specifier,
        message: `${specifier} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
        mend: 'Mend the plugin, or take it out of `plugins` under [tenon] in config.toml.',
        cause: error,
      });
  return {
    id: specifier,
    api: 'v1',
    register: () => {
      throw cause;
    },
  };
}

async function load(specifier: string, folders: readonly string[]): Promise<AnyPlugin> {
  const file = isPath(specifier) ? specifier : packageEntry(specifier, folders);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`its module did not finish loading in ${loadTimeoutMs} ms`)),
      loadTimeoutMs,
    );
  });
  try {
    const module = await Promise.race([import(pathToFileURL(file).href), late]);
    return module.default as AnyPlugin;
  } finally {
    clearTimeout(timer);
  }
}

/** The code plugins of `[tenon] plugins`. What cannot be loaded comes back as a plugin that fails, so that the report names it. */
export function loadPlugins(specifiers: readonly string[], folders: readonly string[]): Promise<AnyPlugin[]> {
  return Promise.all(
    specifiers.map(async (specifier) => {
      try {
        const plugin = await load(specifier, folders);
        if (plugin && typeof plugin === 'object') return plugin;
        throw new Error('its default export is not a plugin (definePlugin)');
      } catch (error) {
        return failed(specifier, error);
      }
    }),
  );
}
