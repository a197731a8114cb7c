/** Tokens as the Responses API reports them. Missing ones are 0; `total_tokens` defaults to input plus output. */
export interface ReplyUsage {
  readonly input_tokens?: number;
  readonly cached_tokens?: number;
  readonly output_tokens?: number;
  readonly reasoning_tokens?: number;
  readonly total_tokens?: number;
}

/** One item of a response. Ids are made from the request's number when not given: `msg_1_0`, `rs_1_0`, `call_1_0`. */
export type ReplyItem =
  | { readonly type: 'message'; readonly deltas: readonly string[]; readonly phase?: string; readonly id?: string }
  | {
      readonly type: 'reasoning';
      /** Parts of the summary, each in its deltas. */
      readonly summary: readonly (readonly string[])[];
      /** Raw reasoning text, in its deltas. */
      readonly content: readonly string[];
      readonly encryptedContent?: string;
      readonly id?: string;
    }
  | {
      readonly type: 'function_call';
      readonly name: string;
      readonly arguments: string;
      readonly callId?: string;
      readonly namespace?: string;
    }
  | { readonly type: 'custom_tool_call'; readonly name: string; readonly input: string; readonly callId?: string }
  /** An item sent as it is, for shapes that have no builder. */
  | { readonly type: 'raw'; readonly item: Readonly<Record<string, unknown>> };

/** How a streamed response ends. `none`: the body ends without a last event. */
export type ReplyEnd =
  | { readonly type: 'completed' }
  | { readonly type: 'none' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'incomplete'; readonly reason: string };

/** What happens right after so many deltas (0: right after `response.created`). */
export interface ReplyBreak {
  readonly afterDeltas: number;
  /** `drop` destroys the socket; `hold` sends nothing until `until` resolves (never, without one). */
  readonly type: 'drop' | 'hold';
  readonly until?: Promise<unknown>;
}

/** A streamed response. */
export interface StreamReply {
  readonly kind: 'stream';
  readonly output: readonly ReplyItem[];
  /** Null: the server does not say. */
  readonly usage: ReplyUsage | null;
  readonly end: ReplyEnd;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds before the response's head. Default 0. */
  readonly delayMs: number;
  /** Milliseconds before each delta. Default 0: everything at once. */
  readonly paceMs: number;
  /** SSE text sent right after `response.created`, as it is. */
  readonly inject: string;
  readonly broken: ReplyBreak | null;
  readonly responseId?: string;
}

/** A whole HTTP response, as it is. */
export interface HttpReply {
  readonly kind: 'http';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs: number;
}

/** No answer: the connection is destroyed (`drop`), or left open in silence (`hold`). */
export interface NoReply {
  readonly kind: 'none';
  readonly type: 'drop' | 'hold';
}

export type Reply = StreamReply | HttpReply | NoReply;

export interface TextOptions {
  /** Pieces the text is cut into, at character boundaries. Default 1. */
  readonly deltas?: number;
  readonly phase?: 'commentary' | 'final_answer';
  readonly id?: string;
}

/** What `reply.with` may change of a streamed reply. */
export type StreamSettings = Partial<
  Pick<StreamReply, 'usage' | 'headers' | 'delayMs' | 'paceMs' | 'inject' | 'responseId' | 'end'>
>;

const DEFAULT_USAGE: ReplyUsage = { input_tokens: 100, cached_tokens: 0, output_tokens: 10, reasoning_tokens: 0 };

/** A streamed reply of these items that ends well. */
function stream(output: readonly ReplyItem[], settings: Partial<StreamReply> = {}): StreamReply {
  return {
    kind: 'stream',
    output,
    usage: DEFAULT_USAGE,
    end: { type: 'completed' },
    headers: {},
    delayMs: 0,
    paceMs: 0,
    inject: '',
    broken: null,
    ...settings,
  };
}

/** The text in `count` pieces of nearly one length; fewer when it has fewer characters. */
function cut(text: string, count: number): string[] {
  const characters = [...text];
  const pieces = Math.max(1, Math.min(count, characters.length));
  const at = (n: number) => Math.round((n * characters.length) / pieces);
  return Array.from({ length: pieces }, (_, n) => characters.slice(at(n), at(n + 1)).join(''));
}

const message = (text: string, options: TextOptions = {}): ReplyItem => ({
  type: 'message',
  deltas: cut(text, options.deltas ?? 1),
  ...(options.phase && { phase: options.phase }),
  ...(options.id && { id: options.id }),
});

const LONG = 'lorem ipsum dolor s ';

/** Builders of faults: what goes wrong on the way to a model. */
const fault = {
  /** Any status. An object as `body` is sent as JSON; the default is an error object that names the status. */
  status(
    status: number,
    options: {
      body?: string | object;
      headers?: Readonly<Record<string, string>>;
      retryAfter?: number | string;
      delayMs?: number;
    } = {},
  ): HttpReply {
    const body = options.body ?? { error: { type: 'server_error', code: null, message: `status ${status}` } };
    return {
      kind: 'http',
      status,
      headers: {
        'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
        ...(options.retryAfter !== undefined && { 'retry-after': String(options.retryAfter) }),
        ...options.headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      delayMs: options.delayMs ?? 0,
    };
  },
  /** The connection is cut after so many deltas of a text that would have been longer. Default 2. */
  drop(options: { afterDeltas?: number } = {}): StreamReply {
    const afterDeltas = options.afterDeltas ?? 2;
    return stream([message(LONG, { deltas: afterDeltas + 2 })], { broken: { type: 'drop', afterDeltas } });
  },
  /** Silence after so many deltas, for good, or until a promise resolves. Default 2. */
  stall(options: { afterDeltas?: number; until?: Promise<unknown> } = {}): StreamReply {
    const afterDeltas = options.afterDeltas ?? 2;
    const { until } = options;
    return stream([message(LONG, { deltas: afterDeltas + 2 })], {
      broken: { type: 'hold', afterDeltas, ...(until && { until }) },
    });
  },
  /** The connection is cut before any answer. */
  refuse: (): NoReply => ({ kind: 'none', type: 'drop' }),
  /** The request is read and never answered. */
  silence: (): NoReply => ({ kind: 'none', type: 'hold' }),
  /**
   * A 200 whose stream is not what it should be. `json`: a `data` line that is not JSON. `unknown_event`: an event type
   * nobody knows, then a good response. `missing_fields`: events without their fields, then a good response.
   * `no_completed`: the body ends without `response.completed`. `not_sse`: an HTML page.
   */
  malformed(kind: 'json' | 'unknown_event' | 'missing_fields' | 'no_completed' | 'not_sse'): Reply {
    const output = [message('fine after all')];
    switch (kind) {
      case 'json':
        return stream(output, { inject: 'event: response.output_text.delta\ndata: {"type": "response.outp\n\n' });
      case 'unknown_event':
        return stream(output, { inject: 'event: response.novelty\ndata: {"type":"response.novelty","x":1}\n\n' });
      case 'missing_fields':
        return stream(output, {
          inject: ['response.output_text.delta', 'response.output_item.added', 'response.output_item.done']
            .map((type) => `event: ${type}\ndata: {"type":"${type}"}\n\n`)
            .join(''),
        });
      case 'no_completed':
        return stream(output, { end: { type: 'none' } });
      case 'not_sse':
        return {
          kind: 'http',
          status: 200,
          headers: { 'content-type': 'text/html' },
          body: '<html>sign in</html>',
          delayMs: 0,
        };
    }
  },
  /** A stream that ends with `response.failed`. */
  failed: (code: string, text = `the model failed: ${code}`): StreamReply =>
    stream([], { end: { type: 'failed', code, message: text } }),
  /** A stream that ends with `response.incomplete` after some text. */
  incomplete: (reason = 'max_output_tokens'): StreamReply =>
    stream([message('cut sho')], { end: { type: 'incomplete', reason } }),
};

/** Builders of replies. Each makes a whole response; `reply.all` joins several into one. */
export const reply = {
  /** One assistant message. */
  text: (text: string, options?: TextOptions): StreamReply => stream([message(text, options)]),
  /** One assistant message of `count` equal deltas (default text: 20 characters each), for load. */
  deltas: (count: number, delta: string = LONG): StreamReply =>
    stream([{ type: 'message', deltas: new Array<string>(count).fill(delta) }]),
  /** One function call. Arguments that are a string are sent as they are (so that they may be bad JSON). */
  call: (
    name: string,
    args: string | Readonly<Record<string, unknown>> = {},
    options: { callId?: string; namespace?: string } = {},
  ): StreamReply =>
    stream([
      {
        type: 'function_call',
        name,
        arguments: typeof args === 'string' ? args : JSON.stringify(args),
        ...options,
      },
    ]),
  /** One call of a freeform tool. */
  custom: (name: string, input: string, options: { callId?: string } = {}): StreamReply =>
    stream([{ type: 'custom_tool_call', name, input, ...options }]),
  /** One reasoning item. `summary`: its parts. `content`: raw reasoning text. */
  reasoning: (
    summary: string | readonly string[],
    options: { deltas?: number; content?: string; encryptedContent?: string; id?: string } = {},
  ): StreamReply => {
    const parts = typeof summary === 'string' ? [summary] : summary;
    return stream([
      {
        type: 'reasoning',
        summary: parts.map((part) => cut(part, options.deltas ?? 1)),
        content: options.content === undefined ? [] : cut(options.content, options.deltas ?? 1),
        ...(options.encryptedContent !== undefined && { encryptedContent: options.encryptedContent }),
        ...(options.id !== undefined && { id: options.id }),
      },
    ]);
  },
  /** An output item sent as it is. */
  item: (item: Readonly<Record<string, unknown>>): StreamReply => stream([{ type: 'raw', item }]),
  /** A whole HTTP response with this SSE body. */
  raw: (
    body: string,
    headers: Readonly<Record<string, string>> = { 'content-type': 'text/event-stream' },
  ): HttpReply => ({
    kind: 'http',
    status: 200,
    headers,
    body,
    delayMs: 0,
  }),
  /** The items of several replies in one response; the last one's settings hold. */
  all(...replies: readonly [StreamReply, ...StreamReply[]]): StreamReply {
    const last = replies[replies.length - 1] ?? replies[0];
    return { ...last, output: replies.flatMap((one) => one.output) };
  },
  /** The same reply with other settings: `usage`, `headers`, `delayMs`, `paceMs`, `responseId`, `end`. */
  with: (base: StreamReply, settings: StreamSettings): StreamReply => ({ ...base, ...settings }),
  /** The same reply, silent after so many deltas until a promise resolves: a test steps through a stream without clocks. */
  hold: (base: StreamReply, afterDeltas: number, until: Promise<unknown>): StreamReply => ({
    ...base,
    broken: { type: 'hold', afterDeltas, until },
  }),
  fault,
} as const;
