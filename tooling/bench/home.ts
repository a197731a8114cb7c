// The home folder of a server under test.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** Removes what the server made of the stored threads: all but the configuration and the threads. */
export function dropIndex(home: string): void {
  for (const name of readdirSync(home)) {
    if (name !== 'config.toml' && name !== 'sessions') rmSync(join(home, name), { recursive: true });
  }
}

const DATABASE = /\.sqlite(-wal|-shm|-journal)?$/;

/** Bytes of the files of a home; what hard links share counts once. Databases hold what can be made again: they are told apart. */
export function storedBytes(home: string): { threads: number; databases: number } {
  const [bytes, seen] = [{ threads: 0, databases: 0 }, new Set<number>()];
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { ino, size } = statSync(join(entry.parentPath, entry.name));
    if (seen.has(ino)) continue;
    seen.add(ino);
    bytes[DATABASE.test(entry.name) ? 'databases' : 'threads'] += size;
  }
  return bytes;
}
