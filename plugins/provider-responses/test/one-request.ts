// Asks the server at argv[2] once, and does nothing more: the process must end by itself.
import { ProviderSettings } from '../src/config.ts';
import { createProvider } from '../src/provider.ts';

const silent = () => {};
const provider = createProvider('x', ProviderSettings.parse({ name: 'X', base_url: process.argv[2] }), {
  client: { originator: 'tenon' },
  secrets: { get: async () => undefined },
  logger: { debug: silent, info: silent, warn: silent, error: silent },
});
const request = {
  model: 'm',
  instructions: '',
  input: [],
  tools: [],
  parallelToolCalls: false,
  reasoning: null,
  threadId: 't',
  turnId: 'u',
};
let last = '';
for await (const event of provider.stream(request, { signal: new AbortController().signal })) last = event.type;
process.stdout.write(last);
