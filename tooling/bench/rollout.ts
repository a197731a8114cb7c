// Threads as Codex 0.128 stores them: one JSON object a line, response items for the model and events for the clients.
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A turn of a generated thread: a question, commands with their output, an answer. Or a compaction. */
export type StoredTurn =
  | { readonly question: string; readonly answer: string; readonly outputs?: readonly string[] }
  | { readonly summary: string };

export interface StoredThread {
  /** When it began, in milliseconds since 1970. */
  readonly began: number;
  readonly cwd: string;
  readonly turns: Iterable<StoredTurn>;
}

type Line = readonly [type: string, payload: object];

/** A UUIDv7 of a moment. */
export function uuid7(ms: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const said = (role: 'user' | 'assistant', text: string) => ({
  type: 'message',
  role,
  content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }],
});

function tokenCount(): Line {
  const usage = {
    input_tokens: 100,
    cached_input_tokens: 0,
    output_tokens: 10,
    reasoning_output_tokens: 0,
    total_tokens: 110,
  };
  const info = { total_token_usage: usage, last_token_usage: usage, model_context_window: 100_000 };
  return ['event_msg', { type: 'token_count', info, rate_limits: null }];
}

function* callLines(output: string, call_id: string): Generator<Line> {
  const call = { name: 'exec_command', arguments: JSON.stringify({ cmd: 'cat notes' }), call_id };
  yield ['response_item', { type: 'function_call', ...call }];
  yield tokenCount();
  yield ['response_item', { type: 'function_call_output', call_id, output }];
}

function* turnLines(turn: StoredTurn, thread: StoredThread, at: number): Generator<Line> {
  const turn_id = uuid7(at);
  const started_at = Math.floor(at / 1000);
  const done = { type: 'task_complete', turn_id, completed_at: started_at + 1, duration_ms: 1000 };
  yield ['event_msg', { type: 'task_started', turn_id, started_at, model_context_window: 100_000 }];
  if ('summary' in turn) {
    yield ['compacted', { message: turn.summary, replacement_history: [said('user', turn.summary)] }];
    yield ['event_msg', { type: 'context_compacted' }];
    yield ['event_msg', { ...done, last_agent_message: null }];
    return;
  }
  const { question, answer, outputs = [] } = turn;
  const settings = { approval_policy: 'never', sandbox_policy: { type: 'danger-full-access' }, summary: 'auto' };
  yield ['turn_context', { turn_id, cwd: thread.cwd, ...settings, model: 'mock-model' }];
  yield ['response_item', said('user', question)];
  yield ['event_msg', { type: 'user_message', message: question, images: [], local_images: [], text_elements: [] }];
  for (const [number, output] of outputs.entries()) yield* callLines(output, `call_${turn_id}_${number}`);
  yield ['event_msg', { type: 'agent_message', message: answer }];
  yield ['response_item', said('assistant', answer)];
  yield tokenCount();
  yield ['event_msg', { ...done, last_agent_message: answer }];
}

function* threadLines(id: string, thread: StoredThread): Generator<string> {
  let at = thread.began;
  const lineOf = ([type, payload]: Line) => {
    at += 10;
    return `${JSON.stringify({ timestamp: new Date(at).toISOString(), type, payload })}\n`;
  };
  const about = { originator: 'tenon_bench', cli_version: '0.128.0', source: 'vscode', model_provider: 'mock' };
  const timestamp = new Date(thread.began).toISOString();
  yield lineOf(['session_meta', { id, timestamp, cwd: thread.cwd, ...about }]);
  for (const turn of thread.turns) for (const line of turnLines(turn, thread, at)) yield lineOf(line);
}

const PIECE = 1 << 20; // characters that are written at once

/** Writes the rollout file of a thread below a home. */
export function storeThread(home: string, thread: StoredThread): { id: string; bytes: number } {
  const stamp = new Date(thread.began).toISOString();
  const folder = join(home, 'sessions', ...stamp.slice(0, 10).split('-'));
  mkdirSync(folder, { recursive: true });
  const id = uuid7(thread.began);
  const path = join(folder, `rollout-${stamp.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`);
  const file = openSync(path, 'wx');
  let [bytes, piece] = [0, ''];
  for (const line of threadLines(id, thread)) {
    piece += line;
    if (piece.length < PIECE) continue;
    bytes += writeSync(file, piece);
    piece = '';
  }
  bytes += writeSync(file, piece);
  closeSync(file);
  utimesSync(path, thread.began / 1000, thread.began / 1000);
  return { id, bytes };
}
