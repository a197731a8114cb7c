import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { peerIn } from '../peer.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tenon-bench-peer-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(scratch, { recursive: true, force: true });
});

test('a program that is there is not installed again', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const folder = join(scratch, 'node_modules/@openai/codex-linux-x64/vendor/x86_64/codex');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'codex'), '');
  expect(await peerIn(scratch)).toEqual({
    name: 'codex-0.128',
    command: [join(folder, 'codex'), 'app-server'],
    shown: 'codex app-server, of @openai/codex@0.128.0',
  });
});

test('without npm or a network it is told what could not be had', async () => {
  vi.stubEnv('PATH', '/nowhere');
  await expect(peerIn(scratch)).rejects.toThrow(/@openai\/codex@0\.128\.0 could not be installed from npm into .*npm/);
});
