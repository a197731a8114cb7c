import { type AnyPlugin, type AnyPoint, collection, hook, type Plugin, service } from '@tenon/plugin-api';
import { createRuntime, type Problem, type Runtime, type RuntimeOptions } from '../src/index.ts';

export interface Log {
  write(text: string): void;
}
export type Verdict = { readonly kind: 'deny'; readonly reason: string } | { readonly kind: 'ask' };

export const log = service<Log>()('log', 'log/v1');
export const store = service<{ readonly name: string }>()('store', 'store/v1');
export const clock = service<{ readonly now: number }>()('clock', 'clock/v1');
export const tools = collection<{ readonly name: string }>()('tools', 'tool/v1');
const commands = collection<() => string>()('commands', 'command/v1');

const rules = {
  honours: { deny: ['kind', 'reason'], ask: ['kind'] },
  denied: (reason: string): Verdict => ({ kind: 'deny', reason }),
  final: (result: Verdict) => result.kind === 'deny',
} as const;
export interface Call {
  readonly tool: string;
  readonly args: { list: number[] };
}
export const before = hook<Call, Verdict>()('before', 'before/v1', { mode: 'fold', onError: 'closed', ...rules });
export const after = hook<Call, Verdict>()('after', 'after/v1', { mode: 'fold', onError: 'open', ...rules });
export const first = hook<Call, Verdict>()('first', 'first/v1', { mode: 'first', onError: 'closed', ...rules });
export const seen = hook<Call, void>()('seen', 'seen/v1', { mode: 'observe', onError: 'open', honours: {} });
export const mute = hook<Call, { readonly kind: 'note' }>()('mute', 'mute/v1', {
  mode: 'fold',
  onError: 'open',
  honours: { note: ['kind'] },
});

export const points: readonly AnyPoint[] = [log, store, clock, tools, commands, before, after, first, seen, mute];
export const call: Call = { tool: 'rm', args: { list: [1, 2] } };

/** A plugin that provides members of `tools` by those names. */
export const withTools = (id: string, ...names: readonly string[]): AnyPlugin => ({
  id,
  api: 'v1',
  register: () => names.map((name) => tools.add(name, () => ({ name: `${name} of ${id}` }))),
});

export const plugin = (id: string, register: Plugin['register'], rest: Partial<AnyPlugin> = {}): AnyPlugin => ({
  id,
  api: 'v1',
  register,
  ...rest,
});

export interface Started {
  readonly runtime: Runtime;
  readonly problems: Problem[];
}

export async function start(
  plugins: readonly unknown[],
  options: Partial<Omit<RuntimeOptions, 'plugins'>> = {},
): Promise<Started> {
  const problems: Problem[] = [];
  const runtime = await createRuntime({
    plugins: plugins as readonly AnyPlugin[],
    points,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  return { runtime, problems };
}

/** What a runtime says of each plugin: `id status code`. */
export const summary = (runtime: Pick<Runtime, 'report'>) =>
  runtime.report.map(({ id, status, cause }) => [id, status, cause?.code].filter(Boolean).join(' '));

/** A promise and what settles it. */
export const gate = <T = void>() => Promise.withResolvers<T>();

/** Lets everything that can go on without a timer go on. */
export const idle = () => new Promise<void>((resolve) => setImmediate(resolve));
