import type { PolicyDecision, PolicyRequest } from '@tenon/plugin-api/policy';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import type { DecisionLine, RolloutLine, ServerRequestMethod } from '@tenon/protocol';
import { commandTool } from '@tenon/testing/host';
import type { ThreadSettings } from '../src/index.ts';
import { items, Recorder, turn, type WorldOptions, world } from './world.ts';

export interface Question {
  readonly method: ServerRequestMethod;
  readonly params: { readonly [key: string]: unknown };
}

/** Answers in turn; remembers what it was asked. */
export function person(...answers: readonly unknown[]) {
  const questions: Question[] = [];
  const askPerson: AskPerson = async (method, params) => {
    const answer = answers[questions.length];
    questions.push({ method, params: { ...params } });
    if (answer instanceof Error) throw answer;
    return (typeof answer === 'string' ? { decision: answer } : answer) as never;
  };
  return { askPerson, questions };
}

export const decideAsk =
  (reason?: string) =>
  ({ profile }: Pick<PolicyRequest, 'profile'>): PolicyDecision => ({
    kind: 'ask',
    profile,
    ...(reason && { reason }),
  });

/** A turn in which the model runs those commands, one response each; what it read of each comes back. */
export async function runCommands(
  options: WorldOptions & { policy?: 'run' | 'ask' | 'forbid'; settings?: Partial<ThreadSettings> },
  ...cmds: string[]
) {
  const host = await world({ tools: [commandTool()], ...options });
  if (options.policy === 'ask') host.policy.decide = decideAsk('policy asks');
  if (options.policy === 'forbid') host.policy.decide = () => ({ kind: 'forbid', reason: 'policy forbids' });
  host.environment.command = ({ argv }) => ({ output: `ran ${argv.at(-1)}` });
  const thread = host.newThread(options.settings);
  const record = new Recorder(thread);
  host.model.answer = (_, { number }) => {
    const cmd = cmds[number - 1];
    return cmd ? [{ type: 'call', name: 'shell', args: { cmd } }] : [{ type: 'say', text: 'done' }];
  };
  const done = await turn(thread);
  const outputs = items(host.store.lines(thread.id))
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => String(output));
  await host[Symbol.asyncDispose]();
  return { host, record, done, outputs, thread };
}

export const ran = (cmd: string) => [`ran ${cmd}`];
export const rejected = (reason: string) =>
  `exec_command failed for \`/bin/sh -lc ls\`: CreateProcess { message: "Rejected(\\"${reason}\\")" }`;

/** What the log says was decided. */
export const decisions = (lines: readonly RolloutLine[]): readonly DecisionLine[] =>
  lines.flatMap((line) => (line.type === 'tenon_decision' ? [line.payload] : []));
