import { loadConfig } from '@tenon/config';
import { configJsonSchema } from '@tenon/config/generate';
import { isTenonError } from '@tenon/plugin-api';
import { defaultPlugins } from '@tenon/presets';
import { loadPlugins } from '../load-plugins.ts';
import { reportError } from '../report-error.ts';
import type { ConfigCommand } from './options.ts';

/** The plugins that the configuration names. One that is broken names none: its schema is what mends it. */
async function configured({ places }: Pick<ConfigCommand, 'places'>) {
  try {
    const { config } = await loadConfig(places);
    return await loadPlugins(config.tenon?.plugins ?? [], [places.home, places.cwd]);
  } catch (error) {
    if (!isTenonError(error)) throw error;
    reportError(error);
    return [];
  }
}

/** What `tenon config schema` prints: the JSON Schema of `config.toml`, with the tables of plugins. */
export async function schemaText(command: Pick<ConfigCommand, 'places'>): Promise<string> {
  const all = [...defaultPlugins, ...(await configured(command))];
  const plugins = all.flatMap(({ id, config }) => (config === undefined ? [] : [{ key: id, schema: config }]));
  return `${JSON.stringify(configJsonSchema({ plugins }), null, 2)}\n`;
}
