import type { ModelEvent, ModelInfo, ModelProvider, ModelRequest } from '@tenon/plugin-api/model-provider';
import type { ResponseItem } from '@tenon/protocol';
import type { Config } from './config.ts';
import { demoFixTest } from './demo-fix-test.ts';
import { positionOf } from './position.ts';
import { readScript, type Script, type Step } from './script.ts';

/** Characters of an unexpected output that are shown. */
const SHOWN = 600;

type Calls = NonNullable<Step['calls']>;

/** What one response consists of. */
interface Response {
  readonly think?: string | undefined;
  readonly say?: string | undefined;
  readonly calls: Calls;
}

/** Words, a few at a time. */
const pieces = (text: string) => text.match(/(?:\s*\S+\s*){1,3}|\s+/g) ?? [];

const tokens = (text: string) => Math.ceil(text.length / 4);

function modelInfo(script: Script): ModelInfo {
  const id = script.model ?? 'scripted';
  return {
    id,
    model: id,
    displayName: 'Scripted demo (no model is asked)',
    description: script.description ?? `Plays the script ${script.name}.`,
    hidden: false,
    isDefault: true,
    inputModalities: ['text', 'image'],
    defaultReasoningEffort: 'none',
    supportedReasoningEfforts: [],
    contextWindow: null,
    supportsParallelToolCalls: true,
    supportsReasoning: false,
    supportsFreeformTools: true,
  };
}

/** The response to this request. One that cannot be played says so, and calls nothing: the turn ends with it. */
function respond(script: Script, input: readonly ResponseItem[]): Response {
  const mark = `[scripted model: ${script.name}] `;
  const position = positionOf(script, input);
  if (position.type === 'over') return { say: `${mark}The script has no more steps.`, calls: [] };
  if (position.type === 'astray') {
    return { say: `${mark}This turn did not come from this script, so I cannot go on with it.`, calls: [] };
  }
  const { step, index, lastOutput } = position;
  const wanted = step.expect?.lastOutputContains;
  if (wanted !== undefined && !lastOutput.includes(wanted)) {
    const was = lastOutput === '' ? 'there was none' : `it was:\n${lastOutput.slice(-SHOWN)}`;
    const what = `the last tool output should contain ${JSON.stringify(wanted)}, but ${was}`;
    return { say: `${mark}This run went differently from what the script expects. I stop here: ${what}`, calls: [] };
  }
  const first = script.steps.findIndex((one) => one.say) === index;
  return { think: step.think, say: step.say && (first ? mark : '') + step.say, calls: step.calls ?? [] };
}

/** Waits, unless the signal is aborted: then throws its reason at once. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

function callItem({ tool, arguments: given }: Calls[number], callId: string, request: ModelRequest): ResponseItem {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const offered = request.tools.find((spec) => spec.name === tool)?.type;
  const freeform = offered === undefined ? typeof given === 'string' : offered === 'custom';
  if (freeform) return { type: 'custom_tool_call', call_id: callId, name: tool, input: text };
  return { type: 'function_call', call_id: callId, name: tool, arguments: text };
}

/** The response's events. `prefix` makes ids unique in the thread. */
function* eventsOf(response: Response, prefix: string, request: ModelRequest): Generator<ModelEvent> {
  const { think, say, calls } = response;
  if (think) {
    const id = `rs_${prefix}`;
    yield { type: 'itemStarted', id, item: { type: 'reasoning', summary: [] } };
    yield { type: 'reasoningSummaryPart', id, index: 0 };
    for (const delta of pieces(think)) yield { type: 'reasoningSummaryDelta', id, index: 0, delta };
    yield { type: 'itemDone', id, item: { type: 'reasoning', summary: [{ type: 'summary_text', text: think }] } };
  }
  if (say) {
    const id = `msg_${prefix}`;
    const phase = calls.length > 0 ? ('commentary' as const) : ('final_answer' as const);
    const message = { type: 'message' as const, role: 'assistant', phase };
    yield { type: 'itemStarted', id, item: { ...message, content: [] } };
    for (const delta of pieces(say)) yield { type: 'textDelta', id, delta };
    yield { type: 'itemDone', id, item: { ...message, content: [{ type: 'output_text', text: say }] } };
  }
  for (const [index, call] of calls.entries()) {
    const item = callItem(call, `call_${prefix}_${index}`, request);
    const id = `${item.type === 'function_call' ? 'fc' : 'ctc'}_${prefix}_${index}`;
    yield { type: 'itemStarted', id, item };
    yield { type: 'itemDone', id, item };
  }
}

/** Approximate: a token is about four characters. */
function usageOf(request: ModelRequest, { think = '', say = '', calls }: Response) {
  const inputTokens = tokens(request.instructions + JSON.stringify(request.input));
  const reasoningOutputTokens = tokens(think);
  const outputTokens = reasoningOutputTokens + tokens(say) + (calls.length > 0 ? tokens(JSON.stringify(calls)) : 0);
  const totalTokens = inputTokens + outputTokens;
  return { inputTokens, cachedInputTokens: 0, outputTokens, reasoningOutputTokens, totalTokens };
}

const isDelta = ({ type }: ModelEvent) => type === 'textDelta' || type === 'reasoningSummaryDelta';

/** A model that plays a script, and says that it does. */
export function scriptedProvider(config: Config): ModelProvider {
  const load = async () => (config.script === undefined ? demoFixTest : readScript(config.script));
  return {
    name: 'Scripted (no model is asked)',
    models: async () => [modelInfo(await load())],
    async *stream(request, { signal }) {
      signal.throwIfAborted();
      const script = await load();
      signal.throwIfAborted();
      const response = respond(script, request.input);
      const prefix = `${request.turnId}_${request.input.length}`;
      const responseId = `resp_${prefix}`;
      yield { type: 'created', responseId };
      for (const event of eventsOf(response, prefix, request)) {
        signal.throwIfAborted();
        if (isDelta(event) && config.delta_ms > 0) await wait(config.delta_ms, signal);
        yield event;
      }
      signal.throwIfAborted();
      yield { type: 'completed', responseId, usage: usageOf(request, response) };
    },
  };
}
