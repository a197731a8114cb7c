import { type AnyPlugin, definePlugin } from '@tenon/plugin-api';
import {
  type ModelEvent,
  type ModelInfo,
  type ModelProvider,
  type ModelRequest,
  modelProviders,
} from '@tenon/plugin-api/model-provider';
import type { ResponseItem } from '@tenon/protocol';

export interface ScriptedCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>> | string;
}

/** A model that makes given calls, one after another, and keeps what they were answered. */
export interface ScriptedModel {
  readonly plugin: AnyPlugin;
  /** What the next turn is to call. Gives what that was answered, by the call's place, images as bytes: nothing before it is over. */
  play(calls: readonly ScriptedCall[]): () => readonly (string | undefined)[];
}

/** The name of its provider, and of itself. */
export const SCRIPTED = 'tenon-doctor';

const info: ModelInfo = {
  id: SCRIPTED,
  model: SCRIPTED,
  displayName: SCRIPTED,
  description: 'Calls what tenon doctor attempts. No model is asked.',
  hidden: true,
  isDefault: true,
  inputModalities: ['text', 'image'],
  defaultReasoningEffort: 'none',
  supportedReasoningEfforts: [],
  contextWindow: null,
  supportsParallelToolCalls: false,
  supportsReasoning: false,
  supportsFreeformTools: true,
};

export function scriptedModel(): ScriptedModel {
  let calls: readonly ScriptedCall[] = [];
  let answers: readonly (string | undefined)[] = [];
  const provider: ModelProvider = {
    name: 'The script of tenon doctor',
    models: async () => [info],
    async *stream(request, { signal }) {
      signal.throwIfAborted();
      // One call a response: some of them would get in each other's way.
      const next = request.input.filter(isCall).length;
      const call = calls[next];
      yield { type: 'created', responseId: crypto.randomUUID() };
      if (call) yield* itemEvents(callItem(call, callId(next), request));
      else {
        answers = calls.map((_, index) => answerOf(request.input, callId(index)));
        yield* itemEvents({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] });
      }
      yield { type: 'completed', responseId: crypto.randomUUID(), usage: null };
    },
  };
  return {
    plugin: definePlugin({ id: 'tenon.doctor', register: () => [modelProviders.add(SCRIPTED, () => provider)] }),
    play(next) {
      calls = next;
      answers = [];
      return () => answers;
    },
  };
}

const isCall = ({ type }: ResponseItem) => type === 'function_call' || type === 'custom_tool_call';

const callId = (index: number) => `call_${index}`;

function* itemEvents(item: ResponseItem): Generator<ModelEvent> {
  const id = crypto.randomUUID();
  yield { type: 'itemStarted', id, item };
  yield { type: 'itemDone', id, item };
}

function callItem({ tool, input }: ScriptedCall, call_id: string, request: ModelRequest): ResponseItem {
  const custom = request.tools.some(({ name, type }) => name === tool && type === 'custom');
  if (custom && typeof input === 'string') return { type: 'custom_tool_call', call_id, name: tool, input };
  return {
    type: 'function_call',
    call_id,
    name: tool,
    arguments: JSON.stringify(typeof input === 'string' ? { input } : input),
  };
}

function answerOf(input: readonly ResponseItem[], id: string): string | undefined {
  for (const item of input) {
    if (item.type !== 'function_call_output' && item.type !== 'custom_tool_call_output') continue;
    if (item.call_id !== id) continue;
    if (typeof item.output === 'string') return item.output;
    return item.output.map((part) => (part.type === 'input_text' ? part.text : bytesOf(part.image_url))).join('\n');
  }
  return undefined;
}

const bytesOf = (url: string) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').toString('latin1');
