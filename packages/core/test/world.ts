import { createRuntime, type Problem, type Runtime } from '@tenon/kernel';
import { type AnyPlugin, definePlugin } from '@tenon/plugin-api';
import { type Environment, environments } from '@tenon/plugin-api/environment';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import reviewerUser from '@tenon/plugin-reviewer-user';
import type { NotificationMethod, RolloutLine, ServerNotification, ServerNotifications } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { defaultSkillSettings } from '@tenon/skills';
import {
  type TestTool,
  testEnvironment,
  testModel,
  testPolicy,
  testSandbox,
  testStore,
  testTools,
} from '@tenon/testing/host';
import {
  hostPoints,
  requiredServices,
  type Thread,
  ThreadManager,
  type ThreadSettings,
  type Turn,
  type TurnOverrides,
} from '../src/index.ts';

export const settings: ThreadSettings = {
  cwd: '/work',
  model: 'test-model',
  modelProvider: 'test',
  approvalPolicy: 'on-request',
  approvalsReviewer: 'user',
  permissionProfile: profileOfPolicy({ type: 'workspaceWrite' }),
  activePermissionProfile: null,
  networkKeptOff: false,
  effort: null,
  summary: 'auto',
  serviceTier: null,
  verbosity: null,
  baseInstructions: null,
  developerInstructions: null,
  skills: defaultSkillSettings,
};

export interface WorldOptions {
  readonly tools?: readonly TestTool[];
  readonly plugins?: readonly AnyPlugin[];
  readonly askPerson?: AskPerson;
  /** Default: files in memory, and commands that are functions. */
  readonly machine?: Environment;
  /** Default: the one that asks a person. */
  readonly reviewer?: AnyPlugin;
}

const nobody: AskPerson = async () => {
  throw new Error('nobody can be asked');
};

/** A manager over test plugins. Disposing closes it and the runtime. */
export async function world(options: WorldOptions = {}) {
  const model = testModel();
  const store = testStore();
  const policy = testPolicy();
  const sandbox = testSandbox();
  const environment = testEnvironment();
  const problems: Problem[] = [];
  const errors: unknown[] = [];
  const { machine } = options;
  const real = definePlugin({
    id: 'test.machine',
    register: () =>
      machine ? [environments.provide(() => ({ get: () => machine, names: () => [machine.name] }))] : [],
  });
  const base = [model, store, policy, sandbox, machine ? { plugin: real } : environment].map(({ plugin }) => plugin);
  const plugins: readonly AnyPlugin[] = [
    ...base,
    options.reviewer ?? reviewerUser,
    testTools(options.tools ?? []),
    ...(options.plugins ?? []),
  ];
  const open = async () => {
    const runtime: Runtime = await createRuntime({
      plugins,
      points: hostPoints,
      required: requiredServices,
      onProblem: (problem) => problems.push(problem),
    });
    const manager = new ThreadManager({
      runtime,
      cliVersion: '0.0.0-test',
      askPerson: options.askPerson ?? nobody,
      onError: (error) => errors.push(error),
    });
    const close = async () => {
      await manager.close();
      await runtime[Symbol.asyncDispose]();
    };
    return { runtime, manager, close };
  };
  const first = await open();
  const opened = [first];
  const newThread = (more: Partial<ThreadSettings> = {}, ephemeral = false) =>
    first.manager.start({
      settings: { ...settings, ...more },
      originator: 'test',
      source: 'cli',
      ephemeral,
    });
  return {
    ...first,
    model,
    store,
    policy,
    sandbox,
    environment,
    /** Of plugins. */
    problems,
    /** Told to the manager. */
    errors,
    base,
    plugins,
    newThread,
    /** Another process over the same store. */
    another: async () => {
      const other = await open();
      opened.push(other);
      return other;
    },
    [Symbol.asyncDispose]: async () => {
      for (const { close } of opened) await close();
    },
  };
}

export type World = Awaited<ReturnType<typeof world>>;

/** What subscribers of a thread are told, in order, and ways to wait for it that need no clock. */
export class Recorder {
  readonly seen: ServerNotification[] = [];
  readonly #waiting = new Set<{ readonly test: (one: ServerNotification) => boolean; readonly resolve: () => void }>();

  constructor(thread: Pick<Thread, 'subscribe'>) {
    thread.subscribe(({ notification }) => {
      this.seen.push(notification);
      for (const one of this.#waiting) if (one.test(notification)) one.resolve();
    });
  }

  get methods(): readonly NotificationMethod[] {
    return this.seen.map(({ method }) => method);
  }

  of<M extends NotificationMethod>(method: M): readonly ServerNotifications[M][] {
    return this.seen.flatMap((one) => (one.method === method ? [one.params as ServerNotifications[M]] : []));
  }

  /** Resolves at the first notification from now on that passes. */
  next(test: (one: ServerNotification) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const entry = {
        test,
        resolve: () => {
          this.#waiting.delete(entry);
          resolve();
        },
      };
      this.#waiting.add(entry);
    });
  }
}

/** Runs a turn to its end. */
export async function turn(thread: Thread, text = 'go', overrides?: TurnOverrides): Promise<Awaited<Turn['done']>> {
  return await thread.startTurn([{ type: 'text', text }], overrides).done;
}

/** The payloads of the response items among the lines. */
export const items = (lines: readonly RolloutLine[]): readonly { readonly [key: string]: unknown; type: string }[] =>
  lines.flatMap((line) => (line.type === 'response_item' ? [line.payload] : []));

/** Every text that stands in the lines' messages. */
export const texts = (lines: readonly RolloutLine[]): readonly string[] =>
  items(lines).flatMap((item) =>
    Array.isArray(item.content) ? item.content.map((part: { text?: unknown }) => String(part.text)) : [],
  );

/** Call ids with the number of outputs each has in the lines. */
export function outputs(lines: readonly RolloutLine[]): ReadonlyMap<unknown, number> {
  const count = new Map<unknown, number>();
  for (const item of items(lines)) {
    if (item.type === 'function_call' || item.type === 'custom_tool_call') count.set(item.call_id, 0);
  }
  for (const item of items(lines)) {
    if (item.type.endsWith('_call_output')) count.set(item.call_id, (count.get(item.call_id) ?? 0) + 1);
  }
  return count;
}

/** A plugin of handlers. */
export const hooks = (contributions: ReturnType<AnyPlugin['register']>, id = 'test.hooks'): AnyPlugin =>
  definePlugin({ id, register: () => contributions });

/** Never settles. */
export const never = (): Promise<never> => new Promise(() => {});
