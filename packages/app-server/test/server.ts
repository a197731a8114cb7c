import type { ConfigToml } from '@tenon/config';
import { hostPoints, requiredServices, ThreadManager } from '@tenon/core';
import { createRuntime } from '@tenon/kernel';
import { type AnyPlugin, definePlugin } from '@tenon/plugin-api';
import { type Environment, environments } from '@tenon/plugin-api/environment';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import reviewerUser from '@tenon/plugin-reviewer-user';
import {
  type TestModelOptions,
  type TestTool,
  testEnvironment,
  testModel,
  testPolicy,
  testSandbox,
  testStore,
  testTools,
} from '@tenon/testing/host';
import { AppServer, type Host } from '../src/index.ts';
import { Client } from './client.ts';

export interface ServerOptions {
  readonly tools?: readonly TestTool[];
  readonly plugins?: readonly AnyPlugin[];
  readonly config?: ConfigToml;
  /** Default: files in memory and commands that are functions. */
  readonly machine?: Environment;
  readonly models?: TestModelOptions['models'];
  readonly warnings?: Host['warnings'];
  readonly requirements?: Host['requirements'];
  readonly reloadConfig?: Host['reloadConfig'];
  /** `config.toml` is here. Default: a folder that is not there. */
  readonly home?: string;
  /** Where other agents keep their own. Default: none. */
  readonly userHome?: string;
  /** `-c`. */
  readonly overrides?: readonly string[];
  /** Runs before the host is opened; what it throws, opening throws. */
  readonly beforeOpen?: () => void | Promise<void>;
}

/** An app-server over test plugins. Disposing closes it, and fails when a client was sent something malformed. */
export async function appServer(options: ServerOptions = {}) {
  const model = testModel(options.models ? { models: options.models } : {});
  const store = testStore();
  const policy = testPolicy();
  const sandbox = testSandbox();
  const environment = testEnvironment();
  const errors: unknown[] = [];
  const { machine } = options;
  const real = definePlugin({
    id: 'test.machine',
    register: () =>
      machine ? [environments.provide(() => ({ get: () => machine, names: () => [machine.name] }))] : [],
  });
  const base = [model, store, policy, sandbox, machine ? { plugin: real } : environment].map(({ plugin }) => plugin);
  const plugins = [...base, reviewerUser, testTools(options.tools ?? []), ...(options.plugins ?? [])];
  const config: ConfigToml = { model_provider: 'test', ...options.config };
  const open = async (askPerson: AskPerson): Promise<Host> => {
    await options.beforeOpen?.();
    const runtime = await createRuntime({
      plugins,
      points: hostPoints,
      required: requiredServices,
      onProblem: ({ error }) => errors.push(error),
    });
    const manager = new ThreadManager({
      runtime,
      cliVersion: '0.0.0-test',
      askPerson,
      onError: (error) => errors.push(error),
    });
    return {
      runtime,
      manager,
      config,
      warnings: options.warnings ?? [],
      requirements: options.requirements ?? null,
      configFor: async (cwd, extra) => ({
        config: { ...config, ...extra } as ConfigToml,
        warnings: [],
        file: null,
        project: {
          root: cwd,
          trust: config.projects?.[cwd]?.trust_level ?? null,
          untrusted: '',
          folders: [],
          files: [],
        },
        requirements: options.requirements ?? null,
      }),
      reloadConfig: options.reloadConfig ?? (async () => {}),
      close: async () => {
        await manager.close();
        await runtime[Symbol.asyncDispose]();
      },
    };
  };
  const server = new AppServer({
    home: options.home ?? '/home/u/.codex',
    userHome: options.userHome,
    overrides: options.overrides ?? [],
    cwd: '/work',
    version: '0.0.0',
    open,
    onError: (error) => errors.push(error),
  });
  const clients: Client[] = [];
  const client = () => {
    const made = new Client(server);
    clients.push(made);
    return made;
  };
  return {
    server,
    model,
    store,
    policy,
    sandbox,
    environment,
    /** What no client could be told. */
    errors,
    client,
    /** A client past its handshake. */
    ready: (capabilities?: object) => client().initialize(capabilities),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      for (const one of clients) one.check();
    },
  };
}

/** Never settles. */
export const never = (): Promise<never> => new Promise(() => {});
