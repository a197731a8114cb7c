import { readConfig, writeConfig } from '@tenon/config';
import type { ConfigFiles, ExternalAgentOptions } from '@tenon/external-agent-config';
import { absolutePath } from '../absolute-path.ts';
import type { Handler, ServerSide } from '../handler.ts';

/** The `config.toml` of one folder, whichever: no other layer has a part in it. */
const config: ConfigFiles = {
  async read(folder) {
    const { layers } = await readConfig({ home: folder });
    const user = layers.find(({ name }) => name.type === 'user');
    return { config: user?.config ?? {}, version: user?.version ?? '' };
  },
  async write(folder, additions, version) {
    const edits = additions.map((one) => ({ ...one, mergeStrategy: 'replace' as const }));
    await writeConfig({ home: folder, edits, expectedVersion: version });
  },
};

const optionsOf = ({ options: { home, userHome } }: ServerSide): ExternalAgentOptions => ({ home, userHome, config });

/** Needs no host, as the methods of the configuration. */
export const externalAgentConfigDetect: Handler<'externalAgentConfig/detect'> = async (
  { cwds, includeHome },
  { server, connection },
) => {
  const projects = cwds?.map((cwd) => absolutePath(cwd, 'cwds'));
  const { detect } = await import('@tenon/external-agent-config');
  const found = await detect({ cwds: projects, includeHome }, optionsOf(server));
  if (connection.client?.experimentalApi) return found;
  return { items: found.items.map(({ entries: _, ...item }) => item) };
};

/** The answer comes once everything is written; `import/completed` follows it, for clients that wait for that. */
export const externalAgentConfigImport: Handler<'externalAgentConfig/import'> = async (
  { migrationItems },
  { server, connection, afterResponse },
) => {
  const items = migrationItems.map((item) => ({ ...item, cwd: item.cwd && absolutePath(item.cwd, 'cwd') }));
  const { importItems } = await import('@tenon/external-agent-config');
  const results = await importItems(items, optionsOf(server));
  const written = results.some(({ entries }) => entries.some(({ action }) => action === 'written'));
  if (written) await server.reloadConfig();
  afterResponse(() => server.broadcast({ method: 'externalAgentConfig/import/completed', params: {} }));
  return connection.client?.experimentalApi ? { results } : {};
};
