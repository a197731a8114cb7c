import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The body of a model request, as far as tests look at it; the rest is there too. */
export interface ModelRequestBody {
  readonly model: string;
  readonly instructions?: string;
  readonly input: readonly Readonly<Record<string, unknown>>[];
  readonly tools?: readonly Readonly<Record<string, unknown>>[];
  readonly [key: string]: unknown;
}

/** A request the server has read whole. */
export interface RecordedRequest {
  /** 1 for the first model request of this server, 2 for the next. Requests to other paths have 0. */
  readonly seq: number;
  readonly method: string;
  /** Path and query, such as `/v1/responses?api-version=1`. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body as it came, decoded as UTF-8. */
  readonly raw: string;
  /** The parsed body. Reading it throws when the body is not JSON. */
  readonly body: ModelRequestBody;
  /** Resolves when the answer is over: `true` when it was sent whole, `false` when the client left or the server cut it. */
  readonly finished: Promise<boolean>;
}

/** Reads a request whole. */
export async function readRequest(
  incoming: IncomingMessage,
  seq: number,
  finished: Promise<boolean>,
): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString('utf8');
  let body: ModelRequestBody | undefined;
  return {
    seq,
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers,
    raw,
    get body() {
      body ??= JSON.parse(raw) as ModelRequestBody;
      return body;
    },
    finished,
  };
}
