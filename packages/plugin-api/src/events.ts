import type { ThreadItem, Turn, UserInput } from '@tenon/protocol';
import { hook } from './point.ts';
import type { ToolAction } from './tool.ts';

interface InThread {
  readonly threadId: string;
  readonly cwd: string;
}
interface InTurn extends InThread {
  readonly turnId: string;
  readonly model: string;
}

export interface Deny {
  readonly kind: 'deny';
  /** Told to the model. */
  readonly reason: string;
}
export interface Ask {
  readonly kind: 'ask';
  readonly reason?: string;
}
export interface Allow {
  readonly kind: 'allow';
}
export interface Block {
  readonly kind: 'block';
  /** Told to the user (a prompt) or to the model, in place of the output (a tool). */
  readonly reason: string;
}
export interface AddContext {
  readonly kind: 'addContext';
  /** Appended for the model as a developer message. */
  readonly text: string;
}
export interface ContinueWith {
  readonly kind: 'continueWith';
  /** Given to the model as a user message; the turn goes on. */
  readonly reason: string;
}

/** Refuses; the reason is told. */
export const deny = (reason: string): Deny => ({ kind: 'deny', reason });
/** Has a person asked first. */
export const ask = (reason?: string): Ask => (reason === undefined ? { kind: 'ask' } : { kind: 'ask', reason });
export const allow = (): Allow => ({ kind: 'allow' });
export const block = (reason: string): Block => ({ kind: 'block', reason });
export const addContext = (text: string): AddContext => ({ kind: 'addContext', text });
export const continueWith = (reason: string): ContinueWith => ({ kind: 'continueWith', reason });

const observe = { mode: 'observe', onError: 'open', honours: {} } as const;
const context = ['kind', 'text'] as const;
const reason = ['kind', 'reason'] as const;

export const threadStart = hook<InThread & { readonly source: 'startup' | 'resume' }, void>()(
  'threadStart',
  'thread-start/v1',
  observe,
);
export const threadEnd = hook<InThread, void>()('threadEnd', 'thread-end/v1', observe);
export const turnStart = hook<InTurn, void>()('turnStart', 'turn-start/v1', observe);
export const turnEnd = hook<InTurn & { readonly turn: Turn }, void>()('turnEnd', 'turn-end/v1', observe);
/** An item is complete. */
export const item = hook<InTurn & { readonly item: ThreadItem }, void>()('item', 'item/v1', observe);

/** A prompt arrived, and the model has not seen it. A blocked prompt never enters the history. */
export const userPromptSubmit = hook<
  InTurn & { readonly prompt: string; readonly input: readonly UserInput[] },
  Block | AddContext
>()('userPromptSubmit', 'user-prompt-submit/v1', {
  mode: 'fold',
  onError: 'open',
  honours: { block: reason, addContext: context },
  denied: block,
  final: (result) => result.kind === 'block',
});

/** A request is about to go to the model. Context may be added to its end, never changed. */
export const beforeModelRequest = hook<InTurn & { readonly step: number }, AddContext>()(
  'beforeModelRequest',
  'before-model-request/v1',
  { mode: 'fold', onError: 'open', honours: { addContext: context } },
);

export interface ToolEvent extends InTurn {
  readonly callId: string;
  readonly tool: string;
  /** The arguments: parsed JSON of a function tool, the text of a custom one. */
  readonly input: unknown;
  readonly action: ToolAction;
}

/** A tool call is about to run. A handler that fails denies. */
export const beforeTool = hook<ToolEvent, Deny | Ask>()('beforeTool', 'before-tool/v1', {
  mode: 'fold',
  onError: 'closed',
  honours: { deny: reason, ask: reason },
  denied: deny,
  final: (result) => result.kind === 'deny',
});

/** A person is about to be asked. The first answer counts in place of theirs. */
export const approvalRequest = hook<ToolEvent & { readonly reason: string | null }, Allow | Deny>()(
  'approvalRequest',
  'approval-request/v1',
  {
    mode: 'first',
    onError: 'closed',
    honours: { allow: ['kind'], deny: reason },
    denied: deny,
  },
);

/** A tool call ran. `block` puts its reason in place of the output the model reads. */
export const afterTool = hook<ToolEvent & { readonly output: string; readonly success: boolean }, Block | AddContext>()(
  'afterTool',
  'after-tool/v1',
  {
    mode: 'fold',
    onError: 'open',
    honours: { block: reason, addContext: context },
    denied: block,
  },
);

/** The model ended its turn. `continueWith` sends it on; `active` says that this has happened in this turn before. */
export const stop = hook<
  InTurn & { readonly active: boolean; readonly lastAgentMessage: string | null },
  ContinueWith
>()('stop', 'stop/v1', { mode: 'fold', onError: 'open', honours: { continueWith: reason } });
