// The floor that Tenon is measured against: an app-server that does the same input and output, and nothing else. It reads
// config.toml, asks the model, runs commands, writes rollout lines and sends the notifications; it checks nothing, keeps no
// state but the thread's history, and knows no policy.
import { readFileSync } from 'node:fs';
import { answer, notify } from './output.ts';
import { runTurn, type Thread } from './turn.ts';

interface Params {
  readonly cwd: string;
  readonly threadId: string;
  readonly input: readonly { readonly text: string }[];
}

const home = process.env.TENON_HOME ?? '';
const threads = new Map<string, Thread>();
let baseUrl = '';

function threadStart({ cwd }: Params) {
  const id = crypto.randomUUID();
  const at = new Date();
  const day = at.toISOString().slice(0, 10).split('-').join('/');
  const path = `${home}/sessions/${day}/rollout-${at.toISOString().slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`;
  threads.set(id, { id, path, cwd, history: [], written: Promise.resolve(), begun: false });
  const seconds = Math.floor(at.getTime() / 1000);
  const wire = {
    id,
    preview: '',
    ephemeral: false,
    modelProvider: 'mock',
    createdAt: seconds,
    updatedAt: seconds,
    status: { type: 'idle' },
    path,
    cwd,
    cliVersion: '0.0.0',
    source: 'vscode',
    turns: [],
  };
  const result = { thread: wire, model: 'mock-model', modelProvider: 'mock', cwd, approvalPolicy: 'never' };
  return { result, after: () => notify('thread/started', { thread: wire }) };
}

function turnStart({ threadId, input }: Params) {
  const thread = threads.get(threadId);
  if (!thread) throw new Error(`thread not found: ${threadId}`);
  const id = crypto.randomUUID();
  const turn = {
    id,
    items: [],
    status: 'inProgress',
    error: null,
    startedAt: null,
    completedAt: null,
    durationMs: null,
  };
  return { result: { turn }, after: () => void runTurn(thread, id, input[0]?.text ?? '', baseUrl) };
}

function handle(method: string, params: Params): { result: unknown; after?: () => void } {
  if (method === 'thread/start') return threadStart(params);
  if (method === 'turn/start') return turnStart(params);
  if (method !== 'initialize') throw new Error(`the stub has no ${method}`);
  baseUrl = /base_url = "(.*)"/.exec(readFileSync(`${home}/config.toml`, 'utf8'))?.[1] ?? '';
  return { result: { userAgent: 'stub', codexHome: home, platformFamily: 'unix', platformOs: 'linux' } };
}

let rest = '';
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    const { id, method, params } = JSON.parse(line);
    if (id === undefined) continue;
    try {
      const { result, after } = handle(method, params);
      answer({ id, result });
      after?.();
    } catch (error) {
      answer({ id, error: { code: -32601, message: String(error) } });
    }
  }
});
