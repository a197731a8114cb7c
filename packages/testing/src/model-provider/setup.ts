import type { ModelEvent, ModelProvider, ModelRequest } from '@tenon/plugin-api/model-provider';
import type { ResponseItem } from '@tenon/protocol';
import type { StreamReply } from '../model-server/reply.ts';
import { type ModelServer, type ScriptedReply, startModelServer } from '../model-server/server.ts';

/** What the provider under test is made for. */
export interface ContractSetup {
  /** The suite's model server, ending in `/v1`. */
  readonly baseUrl: string;
  /** What that server will answer, in order: a provider without HTTP plays these instead. */
  readonly replies: readonly StreamReply[];
  readonly requestMaxRetries: number;
  readonly streamMaxRetries: number;
  /** Milliseconds. */
  readonly streamIdleTimeoutMs: number;
}

export type ModelProviderSuite =
  /** Events come in their order, items start before they are done, and are kept without server ids. */
  | 'order'
  /** Token counts arrive, or null. */
  | 'usage'
  /** An aborted signal ends the stream at once, with its reason. */
  | 'cancellation'
  /** Responses that run beside each other do not mix. */
  | 'concurrency'
  /** HTTP: what is sent. */
  | 'wire'
  /** HTTP: what is tried again, and how that is told. */
  | 'retries'
  /** HTTP: what errors carry. */
  | 'errors';

export interface ModelProviderContract {
  /** Shown with the tests. */
  readonly name: string;
  /** Makes the provider under test. Waits between retries may be cut short; they must still be waits that a signal ends. */
  create(setup: ContractSetup): ModelProvider | Promise<ModelProvider>;
  /** Default: all. A provider that does not speak HTTP leaves out `wire`, `retries` and `errors`. */
  readonly suites?: readonly ModelProviderSuite[];
}

const OVER: ResponseItem = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };

/** A small request; `change` what a test is about. */
export function modelRequest(change: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'gpt-5.2-codex',
    instructions: 'Be brief.',
    input: [OVER],
    tools: [],
    parallelToolCalls: true,
    reasoning: { effort: 'medium', summary: 'auto' },
    threadId: 'thread-1',
    turnId: 'turn-1',
    ...change,
  };
}

export interface Harness {
  readonly server: ModelServer;
  readonly provider: ModelProvider;
}

/** Runs `body` with a provider and a server that answers with these replies; both are gone afterwards. */
export async function withProvider(
  contract: ModelProviderContract,
  replies: readonly ScriptedReply[],
  body: (harness: Harness) => Promise<void>,
  settings: Partial<ContractSetup> = {},
): Promise<void> {
  await using server = await startModelServer({ replies });
  const provider = await contract.create({
    baseUrl: server.baseUrl,
    replies: replies.filter((one): one is StreamReply => typeof one !== 'function' && one.kind === 'stream'),
    requestMaxRetries: 0,
    streamMaxRetries: 0,
    streamIdleTimeoutMs: 60_000,
    ...settings,
  });
  await body({ server, provider });
}

/** All events of one response. `seen` is called with each as it comes. */
export async function collect(
  provider: ModelProvider,
  request: ModelRequest = modelRequest(),
  seen: (event: ModelEvent) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of provider.stream(request, { signal })) {
    events.push(event);
    seen(event);
  }
  return events;
}

/** What a promise rejects with. Throws when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection, and there was none');
}
