/** One event of the model's stream; only what the stub reads. */
export interface StreamEvent {
  readonly type: string;
  readonly delta?: string;
  readonly item_id?: string;
  readonly item?: {
    readonly id: string;
    readonly type: string;
    readonly name?: string;
    readonly call_id?: string;
    readonly arguments?: string;
    readonly content?: readonly { readonly type: string; readonly text: string }[];
  };
}

const tools = [
  {
    type: 'function',
    name: 'exec_command',
    description: 'Runs a command.',
    parameters: { type: 'object', properties: { cmd: { type: 'string' } }, required: ['cmd'] },
  },
];

/** Asks the model, and hands each event on as it comes. */
export function ask(baseUrl: string, input: readonly unknown[], take: (event: StreamEvent) => void): Promise<void> {
  // The module's ESM form loads much more than it takes to make a request.
  const { request } = process.getBuiltinModule('node:http');
  const body = JSON.stringify({ model: 'mock-model', instructions: 'Be brief.', input, tools, stream: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const sent = request(`${baseUrl}/responses`, { method: 'POST', headers }, (response) => {
    let rest = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      const events = (rest + text).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) take(JSON.parse(event.slice(event.indexOf('\ndata: ') + 7)));
    });
    response.on('end', resolve).on('error', reject);
  });
  sent.on('error', reject).end(body);
  return promise;
}
