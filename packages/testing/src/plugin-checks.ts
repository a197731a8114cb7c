import { createHook, executionAsyncId } from 'node:async_hooks';
import { createRuntime, type PluginReport, type RuntimeOptions } from '@tenon/kernel';
import { type AnyPlugin, type AnyPoint, type Contribution, isTenonError, type Service } from '@tenon/plugin-api';
import { environments } from '@tenon/plugin-api/environment';
import * as events from '@tenon/plugin-api/events';
import { execRules } from '@tenon/plugin-api/exec-rules';
import { fileSearch } from '@tenon/plugin-api/file-search';
import { logger } from '@tenon/plugin-api/logger';
import { marketplaces } from '@tenon/plugin-api/marketplace';
import { modelProviders } from '@tenon/plugin-api/model-provider';
import { policy } from '@tenon/plugin-api/policy';
import { promptFragments } from '@tenon/plugin-api/prompt';
import { requirementsSources } from '@tenon/plugin-api/requirements';
import { reviewers } from '@tenon/plugin-api/reviewer';
import { rpcMethods } from '@tenon/plugin-api/rpc-methods';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { secrets } from '@tenon/plugin-api/secrets';
import { skillRoots } from '@tenon/plugin-api/skills';
import { threadStore } from '@tenon/plugin-api/thread-store';
import { tools } from '@tenon/plugin-api/tool';
import { transports } from '@tenon/plugin-api/transport';
import { expect } from 'vitest';

/** Every point of `@tenon/plugin-api`. */
export const allPoints: readonly AnyPoint[] = [
  ...[
    environments,
    execRules,
    fileSearch,
    logger,
    policy,
    sandbox,
    secrets,
    threadStore,
    tools,
    marketplaces,
    modelProviders,
    promptFragments,
    skillRoots,
    requirementsSources,
    reviewers,
    rpcMethods,
    transports,
  ],
  ...Object.values(events).filter((value) => typeof value === 'object' && 'kind' in value),
];

export interface PluginSuite {
  /** A configuration that is good. */
  readonly config?: unknown;
  /** One that must be refused. Without one, and without a schema, any configuration must be. */
  readonly invalidConfig?: unknown;
  /** The points of the host. Default: every one of `@tenon/plugin-api`. */
  readonly points?: readonly AnyPoint[];
  /** Plugins that provide what this one needs. */
  readonly others?: readonly AnyPlugin[];
}

async function withRuntime(
  plugin: AnyPlugin,
  suite: PluginSuite,
  config: unknown,
  body: (host: Host) => Promise<void>,
): Promise<void> {
  const { points = allPoints, others = [] } = suite;
  const configured = config === undefined ? {} : { [plugin.id]: config };
  const host = await startHost(plugin, { plugins: [...others, plugin], points, config: configured });
  try {
    await body(host);
  } finally {
    await host.runtime[Symbol.asyncDispose]();
  }
}

/** What every plugin keeps, by name. Each rejects when the plugin does not. */
export const pluginChecks: Readonly<Record<string, (plugin: AnyPlugin, suite: PluginSuite) => Promise<void>>> = {
  async 'has a dotted id and api v1'(plugin) {
    expect(plugin.id).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    expect(plugin.api).toBe('v1');
  },

  async 'registering is inert: the same twice, at once, and without I/O'(plugin, suite) {
    const config = await validated(plugin, suite.config);
    const first = registerInert(plugin, config);
    expect(registerInert(plugin, config)).toEqual(first);
  },

  async 'contributes only to points that are known, in their version'(plugin, suite) {
    const known = new Map((suite.points ?? allPoints).map((point) => [point.id, point.version]));
    for (const { point, version } of registerInert(plugin, await validated(plugin, suite.config))) {
      expect(known.get(point), `point ${point}`).toBe(version);
    }
  },

  'is active in a runtime, and everything it contributes can be made': (plugin, suite) =>
    withRuntime(plugin, suite, suite.config, async ({ runtime, report }) => {
      expect(report()).toMatchObject({ status: 'active', problems: [] });
      using generation = runtime.acquire();
      for (const point of suite.points ?? allPoints) {
        if (point.kind === 'service' && report().contributions.includes(point.id)) {
          expect(generation.service(point as Service<unknown>), point.id).toBeDefined();
        }
        if (point.kind !== 'collection') continue;
        for (const name of generation.names(point)) {
          if (generation.owner(point, name) !== plugin.id) continue;
          expect(await generation.get(point, name), `${point.id}/${name}`).toBeDefined();
        }
      }
      expect(report().problems).toEqual([]);
    }),

  async 'a configuration that is no good is refused with an error that names the plugin'(plugin, suite) {
    if (plugin.config !== undefined && suite.invalidConfig === undefined) {
      throw new Error(`give testPlugin an invalidConfig: ${plugin.id} has a schema`);
    }
    await withRuntime(plugin, suite, suite.invalidConfig ?? { unknown: true }, async ({ report }) => {
      const { status, cause } = report();
      expect(status).toBe('failed');
      expect(isTenonError(cause)).toBe(true);
      expect(cause).toMatchObject({ code: expect.stringMatching(/^[a-z_]+$/), plugin: plugin.id });
    });
  },
};

interface Host {
  readonly runtime: Awaited<ReturnType<typeof createRuntime>>;
  /** Of the plugin under test. */
  report(): PluginReport;
}

async function startHost(plugin: AnyPlugin, options: RuntimeOptions): Promise<Host> {
  const runtime = await createRuntime(options);
  const report = () => {
    const found = runtime.report.find(({ id }) => id === plugin.id);
    if (found === undefined) throw new Error(`${plugin.id} is not in the report`);
    return found;
  };
  return { runtime, report };
}

async function validated(plugin: AnyPlugin, config: unknown): Promise<unknown> {
  if (plugin.config === undefined) return undefined;
  const result = await plugin.config['~standard'].validate(config ?? {});
  expect(result.issues).toBeUndefined();
  return result.issues ? undefined : result.value;
}

/** What `register` gives, without the functions. Fails when it used a need, or began something that goes on. */
function registerInert(plugin: AnyPlugin, config: unknown): readonly Omit<Contribution, 'make' | 'handler'>[] {
  const used: string[] = [];
  const needs = new Proxy({}, { get: (_, name) => used.push(String(name)) });
  const began: string[] = [];
  const caller = executionAsyncId();
  const watch = createHook({
    init(_, type, trigger) {
      if (trigger === caller && type !== 'PROMISE') began.push(type);
    },
  });
  watch.enable();
  let given: readonly Contribution[];
  try {
    given = plugin.register({ config, needs });
  } finally {
    watch.disable();
  }
  expect(Array.isArray(given), 'register must return an array, not a promise').toBe(true);
  expect(used, 'needs touched while registering').toEqual([]);
  expect(began, 'I/O or timers begun while registering').toEqual([]);
  return given.map(({ make: _make, handler: _handler, ...rest }) => rest);
}
