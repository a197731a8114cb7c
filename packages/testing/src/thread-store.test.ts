import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createFileStore, type Flaw } from '../test/file-store.ts';
import type { ThreadStoreFaults } from './thread-store/faults.ts';
import { ownMounts } from './thread-store/file-systems.ts';
import { checkFileLimit, checkFullDisk } from './thread-store/full-disk.ts';
import { checkKilledMoves, checkKills } from './thread-store/kills.ts';
import { checkReadOnly } from './thread-store/read-only.ts';
import { checkSecondWriter } from './thread-store/second-writer.ts';
import { checkTornWrites } from './thread-store/torn-writes.ts';
import { tearFile, testThreadStore } from './thread-store.ts';

const PROCESS = fileURLToPath(new URL('../test/file-store-process.ts', import.meta.url));

const faults = (flaw: Flaw): ThreadStoreFaults => ({
  process: [process.execPath, '--conditions=@tenon/source', PROCESS, flaw],
  files: true,
  tear: ({ path }, tear) => tearFile(path, tear),
  kills: 8,
});

testThreadStore(
  'files',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenon-file-store-'));
    return {
      store: createFileStore(folder),
      another: () => createFileStore(folder),
      remove: () => rmSync(folder, { recursive: true }),
    };
  },
  { durable: true, faults: faults('none') },
);

describe('a store fails the suite that', { timeout: 120_000 }, () => {
  const found: readonly [Flaw, (given: ThreadStoreFaults) => Promise<unknown>, string][] = [
    ['acknowledges before it writes', (given) => checkKills(given, 1), 'greater than or equal'],
    ['writes a line twice', (given) => checkKills(given, 1), 'seed 1'],
    ['moves a thread in two steps', (given) => checkKilledMoves(given, 1), 'seed 1'],
    ['goes on behind a torn line', checkTornWrites, 'deeply equal'],
    ['does not tell what it cut off', checkTornWrites, 'repair'],
    ['has no leases', checkSecondWriter, 'thread_locked is due'],
    ['keeps the leases of the dead', checkSecondWriter, 'nobody had it'],
    ['leaves what was written in part', checkFileLimit, 'EFBIG'],
    ['takes a full disk for a success', checkFileLimit, 'nothing was thrown'],
  ];
  for (const [flaw, check, said] of found)
    test(flaw, async () => {
      await expect(check(faults(flaw))).rejects.toThrow(said);
    });

  test('leaves what was written in part, or writes where it should read, on a disk of its own', async ({ skip }) => {
    const mounts = ownMounts();
    if (typeof mounts === 'string') return skip(mounts);
    await expect(checkFullDisk(faults('leaves what was written in part'), mounts)).rejects.toThrow('deeply equal');
    await expect(checkReadOnly(faults('writes where it should read'), mounts)).rejects.toThrow('read-only');
  });
});

test('a process that cannot be started, or prints what is no answer, is told in words', async () => {
  const broken = (process: readonly string[]) => checkSecondWriter({ process, files: false });
  await expect(broken(['/no/such/program'])).rejects.toThrow('could not be started');
  await expect(broken([process.execPath, '-e', 'console.log("hello"); setTimeout(() => {}, 100)'])).rejects.toThrow(
    'printed to standard output, which the suite needs: hello',
  );
  await expect(broken([process.execPath, '-e', 'throw new Error("no store")'])).rejects.toThrow('no store');
});
