import type { Problem } from './problem.ts';
import { brokenMcpServer } from './rules-mcp.ts';
import type { ConfigToml } from './schema/config.ts';
import { hookEvents } from './schema/hooks.ts';
import { isTable } from './table.ts';

/** What a schema of types cannot say. Runs on a value of right types. */
export function brokenRules(config: ConfigToml): Problem[] {
  return [
    ...Object.entries(config.model_providers ?? {}).flatMap(([id, provider]) => brokenProvider(id, provider)),
    ...Object.entries(config.mcp_servers ?? {}).flatMap(([name, server]) => brokenMcpServer(name, server)),
    ...brokenFeatures(['features'], config.features),
    ...Object.entries(config.profiles ?? {}).flatMap(([name, profile]) =>
      brokenFeatures(['profiles', name, 'features'], profile.features),
    ),
    ...brokenHooks(config.hooks),
    ...brokenThreadStore(config.experimental_thread_store),
  ];
}

const missing = (path: readonly string[], expected: string): Problem => ({
  path,
  expected,
  message: `expected ${expected}, got nothing`,
  missing: true,
});

const RESERVED = ['openai', 'ollama', 'lmstudio'];

type Provider = NonNullable<ConfigToml['model_providers']>[string];

function brokenProvider(id: string, provider: Provider): Problem[] {
  const path = ['model_providers', id];
  if (RESERVED.includes(id)) {
    const message = `model_providers contains reserved built-in provider IDs: expected an id of your own, got \`${id}\``;
    return [{ path, expected: 'another id', message, missing: false }];
  }
  if (id === 'amazon-bedrock') return [];
  const problems: Problem[] = [];
  if (provider.name === undefined) problems.push(missing([...path, 'name'], 'non-empty string'));
  if (provider.aws !== undefined) {
    problems.push({
      path: [...path, 'aws'],
      expected: 'nothing',
      message: 'expected nothing, got table: only the provider `amazon-bedrock` takes it',
      missing: false,
    });
  }
  return problems;
}

/** The features that take a table of settings, and its keys. */
const FEATURE_TABLES: Readonly<Record<string, readonly string[]>> = {
  multi_agent_v2: [
    'enabled',
    'max_concurrent_threads_per_session',
    'min_wait_timeout_ms',
    'usage_hint_enabled',
    'usage_hint_text',
    'root_agent_usage_hint_text',
    'subagent_usage_hint_text',
    'hide_spawn_agent_metadata',
  ],
  apps_mcp_path_override: ['enabled', 'path'],
};

function brokenFeatures(path: readonly string[], features: ConfigToml['features']): Problem[] {
  return Object.entries(features ?? {}).flatMap(([name, feature]): Problem[] => {
    if (!isTable(feature)) return [];
    const known = Object.hasOwn(FEATURE_TABLES, name) ? FEATURE_TABLES[name] : undefined;
    if (!known) {
      return [{ path: [...path, name], expected: 'boolean', message: 'expected boolean, got table', missing: false }];
    }
    return Object.keys(feature)
      .filter((key) => !known.includes(key))
      .map((key) => ({
        path: [...path, name, key],
        expected: 'nothing',
        message: `expected nothing: the feature has the keys ${known.join(', ')}`,
        missing: false,
      }));
  });
}

function brokenHooks(hooks: ConfigToml['hooks']): Problem[] {
  return hookEvents.flatMap((event) =>
    (hooks?.[event] ?? []).flatMap((group, at) =>
      (group.hooks ?? []).flatMap((handler, index) =>
        handler.type === 'command' && handler.command === undefined
          ? [missing(['hooks', event, String(at), 'hooks', String(index), 'command'], 'string')]
          : [],
      ),
    ),
  );
}

const brokenThreadStore = (store: ConfigToml['experimental_thread_store']): Problem[] =>
  store?.type === 'remote' && store.endpoint === undefined
    ? [missing(['experimental_thread_store', 'endpoint'], 'string')]
    : [];
