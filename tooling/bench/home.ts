// The home folder of a server under test.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Configuration that sends the server to the mock and nowhere else. Both Tenon and Codex read it. */
export function writeConfig(home: string, baseUrl: string): void {
  mkdirSync(home, { recursive: true });
  const lines = [
    'model = "mock-model"',
    'model_provider = "mock"',
    'check_for_update_on_startup = false',
    '[model_providers.mock]',
    'name = "mock"',
    `base_url = "${baseUrl}"`,
    'wire_api = "responses"',
    'requires_openai_auth = false',
    'supports_websockets = false',
    'request_max_retries = 0',
    'stream_max_retries = 0',
    '[analytics]',
    'enabled = false',
    '[feedback]',
    'enabled = false',
    '[features]',
    'plugins = false',
    'apps = false',
  ];
  writeFileSync(join(home, 'config.toml'), `${lines.join('\n')}\n`);
}

/** A UUIDv7 of a moment. */
export function uuid7(ms: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const MINUTES_10 = 600_000;

/** The lines of a thread of one turn, as Codex stores it. */
function rolloutOf(id: string, began: number, number: number, cwd: string): string {
  const question = `stored thread ${number}`;
  const answer = 'a stored answer '.repeat(12);
  const turn_id = uuid7(began);
  const usage = {
    input_tokens: 100,
    cached_input_tokens: 0,
    output_tokens: 10,
    reasoning_output_tokens: 0,
    total_tokens: 110,
  };
  const timestamp = new Date(began).toISOString();
  const meta = {
    id,
    timestamp,
    cwd,
    originator: 'tenon_bench',
    cli_version: '0.128.0',
    source: 'vscode',
    model_provider: 'mock',
  };
  const context = {
    turn_id,
    cwd,
    approval_policy: 'never',
    sandbox_policy: { type: 'danger-full-access' },
    model: 'mock-model',
    summary: 'auto',
  };
  const lines: [type: string, payload: object][] = [
    ['session_meta', meta],
    [
      'event_msg',
      { type: 'task_started', turn_id, started_at: Math.floor(began / 1000), model_context_window: 100_000 },
    ],
    ['turn_context', context],
    ['response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] }],
    ['event_msg', { type: 'user_message', message: question, images: [], local_images: [], text_elements: [] }],
    ['event_msg', { type: 'agent_message', message: answer }],
    ['response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] }],
    [
      'event_msg',
      { type: 'token_count', info: { total_token_usage: usage, last_token_usage: usage }, rate_limits: null },
    ],
    ['event_msg', { type: 'task_complete', turn_id, last_agent_message: answer }],
  ];
  return lines
    .map(([type, payload], at) =>
      JSON.stringify({ timestamp: new Date(began + at * 100).toISOString(), type, payload }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Stores threads, one every ten minutes back from now. */
export function storeThreads(home: string, count: number, cwd: string): void {
  const latest = Date.now() - MINUTES_10;
  for (let number = 0; number < count; number += 1) {
    const began = latest - number * MINUTES_10;
    const stamp = new Date(began).toISOString();
    const folder = join(home, 'sessions', ...stamp.slice(0, 10).split('-'));
    mkdirSync(folder, { recursive: true });
    const id = uuid7(began);
    const file = join(folder, `rollout-${stamp.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`);
    writeFileSync(file, rolloutOf(id, began, number, cwd));
    utimesSync(file, began / 1000, began / 1000);
  }
}

/** Removes what the server made of the stored threads: all but the configuration and the threads. */
export function dropIndex(home: string): void {
  for (const name of readdirSync(home)) {
    if (name !== 'config.toml' && name !== 'sessions') rmSync(join(home, name), { recursive: true });
  }
}
