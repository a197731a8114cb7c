import { definePlugin, type Plugin } from '@tenon/plugin-api';
import { type ModelEvent, type ModelInfo, type ModelRequest, modelProviders } from '@tenon/plugin-api/model-provider';
import type { MessagePhase, ResponseItem, TokenUsageBreakdown } from '@tenon/protocol';

/** One thing a model does in a response. */
export type ModelStep =
  | { readonly type: 'say'; readonly text: string; readonly deltas?: readonly string[]; readonly phase?: MessagePhase }
  | { readonly type: 'think'; readonly summary: string }
  | { readonly type: 'call'; readonly name: string; readonly args?: unknown; readonly callId?: string }
  | { readonly type: 'custom'; readonly name: string; readonly input: string; readonly callId?: string };

/** A response: steps, which get ids by the number of the request (`msg_2_0`, `rs_2_0`, `call_2_0`), or the events themselves. */
export type ModelAnswer = readonly ModelStep[] | AsyncIterable<ModelEvent>;

export interface ModelTurn {
  /** 1 for the provider's first request. */
  readonly number: number;
  readonly signal: AbortSignal;
}

/** A request as it was made: its `input` is kept as the JSON it then was. */
export interface SeenRequest {
  readonly request: ModelRequest;
  readonly input: string;
}

export interface TestModel {
  readonly plugin: Plugin<undefined>;
  readonly requests: readonly SeenRequest[];
  /** Called for each request; may be replaced at any time. */
  answer: (request: ModelRequest, turn: ModelTurn) => ModelAnswer | Promise<ModelAnswer>;
  /** Resolves once that many requests were made. */
  requested(count: number): Promise<void>;
}

export const testUsage: TokenUsageBreakdown = {
  totalTokens: 120,
  inputTokens: 100,
  cachedInputTokens: 10,
  outputTokens: 20,
  reasoningOutputTokens: 5,
};

/** The model `test-model`: it can do everything, and has a window of 100,000 tokens. */
export const testModelInfo: ModelInfo = {
  id: 'test-model',
  model: 'test-model',
  displayName: 'Test model',
  description: '',
  hidden: false,
  isDefault: true,
  defaultReasoningEffort: 'medium',
  supportedReasoningEfforts: [],
  contextWindow: 100_000,
  supportsParallelToolCalls: true,
  supportsReasoning: true,
  supportsFreeformTools: true,
};

/** The events of one step. */
export function stepEvents(step: ModelStep, number: number, index: number): readonly ModelEvent[] {
  const at = `${number}_${index}`;
  if (step.type === 'say') {
    const id = `msg_${at}`;
    const phase = step.phase ? { phase: step.phase } : {};
    const message = (text: string): ResponseItem => ({
      type: 'message',
      role: 'assistant',
      content: text ? [{ type: 'output_text', text }] : [],
      ...phase,
    });
    return [
      { type: 'itemStarted', id, item: message('') },
      ...(step.deltas ?? [step.text]).map((delta): ModelEvent => ({ type: 'textDelta', id, delta })),
      { type: 'itemDone', id, item: message(step.text) },
    ];
  }
  if (step.type === 'think') {
    const id = `rs_${at}`;
    const summary = [{ type: 'summary_text' as const, text: step.summary }];
    return [
      { type: 'itemStarted', id, item: { type: 'reasoning', summary: [], encrypted_content: null } },
      { type: 'reasoningSummaryPart', id, index: 0 },
      { type: 'reasoningSummaryDelta', id, index: 0, delta: step.summary },
      { type: 'itemDone', id, item: { type: 'reasoning', summary, encrypted_content: null } },
    ];
  }
  const call_id = step.callId ?? `call_${at}`;
  const item: ResponseItem =
    step.type === 'call'
      ? { type: 'function_call', name: step.name, arguments: JSON.stringify(step.args ?? {}), call_id }
      : { type: 'custom_tool_call', name: step.name, input: step.input, call_id };
  return [
    { type: 'itemStarted', id: `fc_${at}`, item },
    { type: 'itemDone', id: `fc_${at}`, item },
  ];
}

/** The events of a whole response. */
export function answerEvents(steps: readonly ModelStep[], number: number): readonly ModelEvent[] {
  const responseId = `resp_${number}`;
  return [
    { type: 'created', responseId },
    ...steps.flatMap((step, index) => stepEvents(step, number, index)),
    { type: 'completed', responseId, usage: testUsage },
  ];
}

export interface TestModelOptions {
  /** The name of the `modelProviders` member. Default `test`. */
  readonly name?: string;
  /** Default: `testModelInfo` alone. */
  readonly models?: readonly ModelInfo[];
}

/** A model provider that is a function of the request. By default it says `ok`. It looks at no signal: the answer may. */
export function testModel(options: TestModelOptions = {}): TestModel {
  const { name = 'test', models = [testModelInfo] } = options;
  const requests: SeenRequest[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const model: TestModel = {
    requests,
    answer: () => [{ type: 'say', text: 'ok' }],
    requested: (count) =>
      requests.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count, resolve });
          }),
    plugin: definePlugin({
      id: `test.model-${name}`,
      register: () => [modelProviders.add(name, () => ({ name, models: async () => models, stream }))],
    }),
  };
  async function* stream(request: ModelRequest, { signal }: { readonly signal: AbortSignal }) {
    const number = requests.push({ request, input: JSON.stringify(request.input) });
    for (const { count, resolve } of waiting) if (count <= number) resolve();
    const answer = await model.answer(request, { number, signal });
    yield* Symbol.asyncIterator in answer ? answer : answerEvents(answer, number);
  }
  return model;
}
