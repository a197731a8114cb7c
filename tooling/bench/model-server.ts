// The mock model: a process of its own, so that its work is not the bench's. It speaks the Responses API on 127.0.0.1 and
// answers the bench over the IPC channel: `served` gives the times of the requests since `clear`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { now } from './clock.ts';
import type { Command, Served } from './model.ts';
import { streamCall, streamText } from './model-stream.ts';
import { scenarioOf } from './scenario.ts';

let served: Served[] = [];
let serial = 0;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const entry: Served = { receivedAt: now(), firstDeltaAt: null, endedAt: null, bytes: 0, missing: null };
  const raw = await bodyOf(request);
  if (request.method !== 'POST' || !request.url?.split('?')[0]?.endsWith('/responses')) {
    const list = request.url?.split('?')[0]?.endsWith('/models');
    response.writeHead(list ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(list ? { object: 'list', data: [], models: [] } : { error: { message: 'not found' } }));
    return;
  }
  served.push(entry);
  response.on('close', () => {
    entry.endedAt = now();
  });
  entry.bytes = raw.length;
  const body = JSON.parse(raw.toString());
  const { scenario, outputs } = scenarioOf(body.input);
  serial += 1;
  const id = `resp_${serial}`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const calls = 'calls' in scenario ? scenario.calls : 'sleep' in scenario ? 1 : 0;
  if (outputs >= calls) {
    entry.firstDeltaAt = await streamText(response, id, 'deltas' in scenario ? scenario.deltas : 1);
    return;
  }
  const names: string[] = (body.tools ?? []).map((tool: { name?: string }) => tool.name);
  const cmd = 'sleep' in scenario ? `sleep ${scenario.sleep}` : 'true';
  if (names.includes('exec_command')) {
    return streamCall(response, id, 'exec_command', { cmd, yield_time_ms: 30_000 });
  }
  entry.missing = `exec_command is not among the tools: ${names.join(', ')}`;
  await streamText(response, id, 1);
}

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  respond(request, response).catch((error: unknown) => {
    process.stderr.write(`mock model: ${String(error)}\n`);
    response.destroy();
  });
});

process.on('message', (command: Command) => {
  if (command === 'clear') served = [];
  process.send?.(served);
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
