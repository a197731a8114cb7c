import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@tenon/testing/tool';
import { expect, test, vi } from 'vitest';

const HOST = fileURLToPath(new URL('./host.ts', import.meta.url));

/** The processes, zombies left out, whose command line has that text. */
const processesWith = (text: string) =>
  readdirSync('/proc').filter((name) => {
    if (!/^[0-9]+$/.test(name) || name === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(text);
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  });

// With metadata to hold bwrap is a child of perl, without it one of the host.
test.each([
  ['bubblewrap, nothing to hold', 'bubblewrap', { '.git/x': '', '.codex/x': '', '.agents/x': '', '.tenon/x': '' }],
  ['bubblewrap, metadata to hold', 'bubblewrap', {}],
  ['landlock', 'landlock', { '.git/x': '', '.codex/x': '', '.agents/x': '', '.tenon/x': '' }],
])('kill -9 of the host leaves no process and no folder: %s', async (_, mechanism, files) => {
  await using folder = await temporaryFolder(files);
  const before = readdirSync(folder.path);
  const mark = `tenon-${crypto.randomUUID()}`;
  const script = `setsid sleep 600 & sleep 600 & echo ready; perl -e 'sleep 600' ${mark}`;
  const host = spawn(process.execPath, ['--conditions=@tenon/source', HOST, mechanism, folder.path, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(host.stdout, 'data');
  expect(readdirSync(folder.path)).toHaveLength(4);
  await vi.waitFor(() => expect(processesWith(mark).length).toBeGreaterThan(2), 10_000);
  host.kill('SIGKILL');
  await once(host, 'exit');
  await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), 10_000);
  await vi.waitFor(() => expect(readdirSync(folder.path)).toEqual(before), 10_000);
  // The janitor is the last to go.
  await vi.waitFor(() => expect(processesWith(folder.path)).toEqual([]), 10_000);
});
