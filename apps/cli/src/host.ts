import { isDeepStrictEqual } from 'node:util';
import type { Host } from '@tenon/app-server';
import {
  type ConfigToml,
  type ConfigWarning,
  type LoadedConfig,
  loadConfig,
  type RequirementsSource,
  tomlValue,
} from '@tenon/config';
import { hostPoints, requiredServices, ThreadManager } from '@tenon/core';
import { disabledPlugins, featureNotices, resolveFeatures } from '@tenon/features';
import { createRuntime, type Runtime } from '@tenon/kernel';
import { type AnyPlugin, tenonError } from '@tenon/plugin-api';
import { execRules } from '@tenon/plugin-api/exec-rules';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import { defaultPluginConfig, defaultPlugins } from '@tenon/presets';
import { execRulesPlugin } from './exec-rules.ts';
import { loadPlugins } from './load-plugins.ts';
import { requiredElsewhere } from './required-elsewhere.ts';
import { systemFolder } from './system-folder.ts';
import { version } from './version.ts';

export interface HostOptions {
  readonly home: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** `-c key=value`. */
  readonly overrides: readonly string[];
  /** Refuse keys of the configuration that nobody knows. Default false. */
  readonly strict?: boolean;
  /** Do not read the user's config.toml. Default false. */
  readonly ignoreUser?: boolean;
  /** Read no rules files. Default false. */
  readonly ignoreRules?: boolean;
  /** Of the command's own, beside those of the configuration. Default: none. */
  readonly plugins?: readonly AnyPlugin[];
  readonly onProblem: (problem: unknown) => void;
  /** Told of what is found to be wrong with files later than at the start. Default: `onProblem`. */
  readonly onWarning?: (warning: ConfigWarning) => void;
}

const placesOf = ({ home, cwd, env, overrides, strict = false, ignoreUser = false }: HostOptions) => ({
  home,
  cwd,
  system: systemFolder(env),
  overrides,
  strict,
  ignoreUser,
});

/** A table of a request as `-c` overrides. Top-level keys may be dotted, as clients of the peer send them. */
function overridesOf(table: Readonly<Record<string, unknown>>, prefix = ''): string[] {
  return Object.entries(table).flatMap(([key, value]) => {
    const path = prefix ? `${prefix}.${JSON.stringify(key)}` : key;
    if (value === null || value === undefined) return [];
    if (typeof value === 'object' && !Array.isArray(value)) return overridesOf(value as Record<string, unknown>, path);
    return [`${path}=${tomlValue(value)}`];
  });
}

/** Throws for the first of `[tenon] required` that is not active: without its guard, an agent must not run. */
function mustBeActive(required: readonly string[], runtime: Runtime): void {
  for (const id of required) {
    const plugin = runtime.report.find((one) => one.id === id);
    if (plugin?.status === 'active') continue;
    throw tenonError({
      code: 'plugin_required',
      message: `the configuration requires plugin ${id}, which is ${plugin?.status ?? 'not there'}${plugin?.cause ? `: ${plugin.cause.message}` : ''}`,
      mend: 'Mend or install it, or take it out of `required` under [tenon] in config.toml.',
      plugin: id,
      cause: plugin?.cause,
    });
  }
}

type Loaded = Pick<LoadedConfig, 'config' | 'requirements'>;

const featureSources = ({ config, requirements }: Loaded) => ({
  required: requirements?.values.features,
  configured: config.features,
});

/** What the configuration says of plugins, by their names and by the features that they are. */
async function pluginSettings(loaded: Loaded, { home, cwd, env, plugins = [] }: HostOptions) {
  const { config } = loaded;
  const features = resolveFeatures(featureSources(loaded));
  const on = new Set(features.flatMap(({ name, enabled }) => (enabled ? [name] : [])));
  return {
    plugins: [...defaultPlugins, ...plugins, ...(await loadPlugins(config.tenon?.plugins ?? [], [home, cwd]))],
    config: defaultPluginConfig({ config, home, system: systemFolder(env), env, version, features: on }),
    disabled: [...(config.tenon?.disabled ?? []), ...disabledPlugins(features)],
    replacements: config.tenon?.replacements ?? {},
  };
}

/** What who set a feature should know of it. */
function featureWarnings(loaded: Loaded): Host['warnings'] {
  if (loaded.config.suppress_unstable_features_warning) return [];
  return featureNotices(featureSources(loaded)).map(({ message }) => ({ summary: message, details: null }));
}

export interface OpenedRuntime {
  readonly runtime: Runtime;
  readonly config: ConfigToml;
  readonly requirements: Host['requirements'];
  /** What plugins say that is required, as it stands. */
  readonly elsewhere: { sources: readonly RequirementsSource[] };
  readonly warnings: Host['warnings'];
  /** As given, with the plugins that the program itself brings. */
  readonly options: HostOptions;
}

/** Configuration and plugins, without threads. Throws when the configuration cannot be read, or a needed service is missing. */
export async function openRuntime(given: HostOptions): Promise<OpenedRuntime> {
  const elsewhere: OpenedRuntime['elsewhere'] = { sources: [] };
  const options = { ...given, plugins: [...(given.plugins ?? []), rulesPlugin(given, elsewhere)] };
  let loaded = await loadConfig(placesOf(options));
  const settings = await pluginSettings(loaded, options);
  const runtime = await createRuntime({
    ...settings,
    points: hostPoints,
    required: requiredServices,
    onProblem: ({ error }) => options.onProblem(error),
  });
  for (const plugin of runtime.report) {
    if (plugin.status === 'failed' || plugin.status === 'incompatible') {
      options.onProblem(
        new Error(`plugin ${plugin.status}: ${plugin.cause?.message ?? `plugin ${plugin.id}`}`, {
          cause: plugin.cause,
        }),
      );
    }
  }
  try {
    elsewhere.sources = await requiredElsewhere(runtime);
    if (elsewhere.sources.length > 0) {
      loaded = await loadConfig({ ...placesOf(options), requirements: elsewhere.sources });
      const after = await pluginSettings(loaded, options);
      if (!isDeepStrictEqual(settings, after)) await runtime.reload(after);
    }
  } catch (error) {
    await runtime[Symbol.asyncDispose]();
    throw error;
  }
  const { config, requirements } = loaded;
  const warnings = [...loaded.warnings, ...featureWarnings(loaded)];
  return { runtime, config, requirements, elsewhere, warnings, options };
}

/** The rules about commands of this host's layers. */
function rulesPlugin(options: HostOptions, elsewhere: OpenedRuntime['elsewhere']): AnyPlugin {
  const { cwd: _, strict: __, ...places } = placesOf(options);
  const warn = ({ summary, details }: ConfigWarning) => options.onProblem(new Error(`${summary} ${details ?? ''}`));
  const rules = { ...places, requirements: () => elsewhere.sources, ignoreFiles: options.ignoreRules ?? false };
  return execRulesPlugin(rules, options.onWarning ?? warn);
}

/** Reads the rules of a folder, so that what is wrong with them is told before a command needs them. Nobody waits for it. Never rejects. */
async function readRules({ runtime, options }: OpenedRuntime, cwd: string): Promise<void> {
  try {
    using generation = runtime.acquire();
    await generation.find(execRules)?.read(cwd);
  } catch (error) {
    // A command that needs them will fail with it.
    options.onProblem(error);
  }
}

/** The host behind the CLI's app-server: the default plugins, those of the configuration, and a thread manager. */
export async function openHost(given: HostOptions, askPerson: AskPerson): Promise<Host> {
  const opened = await openRuntime(given);
  const { runtime, warnings, options, elsewhere } = opened;
  let loaded: Loaded = opened;
  try {
    mustBeActive(loaded.config.tenon?.required ?? [], runtime);
  } catch (error) {
    await runtime[Symbol.asyncDispose]();
    throw error;
  }
  void readRules(opened, options.cwd);
  const manager = new ThreadManager({ runtime, cliVersion: version, askPerson, onError: options.onProblem });
  return {
    runtime,
    manager,
    get config() {
      return loaded.config;
    },
    get requirements() {
      return loaded.requirements;
    },
    warnings,
    configFor: async (cwd, extra) => {
      const overrides = [...options.overrides, ...overridesOf(extra ?? {})];
      const requirements = elsewhere.sources;
      void readRules(opened, cwd);
      return loadConfig({ ...placesOf({ ...options, cwd, overrides }), requirements });
    },
    reloadConfig: async () => {
      const requirements = await requiredElsewhere(runtime);
      const next = await loadConfig({ ...placesOf(options), requirements });
      const [before, after] = [await pluginSettings(loaded, options), await pluginSettings(next, options)];
      // Most changes concern no plugin, and threads need not move to a new generation for them.
      if (!isDeepStrictEqual(before, after)) await runtime.reload(after);
      loaded = next;
      elsewhere.sources = requirements;
    },
    close: async () => {
      await manager.close();
      await runtime[Symbol.asyncDispose]();
    },
  };
}
