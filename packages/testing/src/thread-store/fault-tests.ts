import { randomInt } from 'node:crypto';
import { describe, type TestContext, test } from 'vitest';
import type { ThreadStoreFaults } from './faults.ts';
import { type Mounts, ownMounts } from './file-systems.ts';
import { checkFileLimit, checkFillingDisk, checkForkWithoutSpace, checkFullDisk } from './full-disk.ts';
import { checkKilledForks, checkKilledMoves, checkKills } from './kills.ts';
import { checkReadOnly } from './read-only.ts';
import { checkSecondWriter } from './second-writer.ts';
import { checkTornWrites } from './torn-writes.ts';

/** Only a process that hangs takes so long: slow machines are waited for. */
const LIMIT_MS = 120_000;

/** Registers the tests of the faults that a store says can come over it. */
export function testFaults(faults: ThreadStoreFaults): void {
  const { kills = 20, seed = randomInt(1_000_000) } = faults;
  describe('faults', { timeout: LIMIT_MS }, () => {
    test(`nothing that was announced is lost in ${kills} kills (seed ${seed})`, {
      timeout: LIMIT_MS + kills * 5000,
    }, async () => {
      const count = await checkKills(faults, seed);
      process.stdout.write(`${count} announced lines in ${kills} kills, none lost (seed ${seed})\n`);
    });
    test(`a thread is in one place after any kill while it is archived (seed ${seed})`, () =>
      checkKilledMoves(faults, seed));
    test(`no fork that was announced is lost in a kill (seed ${seed})`, () => checkKilledForks(faults, seed));
    test('of processes that want one thread at once, one gets it, and no line is lost', () =>
      checkSecondWriter(faults));
    if (faults.tear)
      test('a torn write costs no whole line, is told, and the thread goes on', () => checkTornWrites(faults));
    if (!faults.files) return;

    test('an append past the limit of a file leaves nothing of itself', () => checkFileLimit(faults));
    const mounting =
      (check: (given: ThreadStoreFaults, mounts: Mounts) => Promise<void>) =>
      async ({ skip }: TestContext) => {
        const mounts = ownMounts();
        if (typeof mounts === 'string') return skip(mounts);
        await check(faults, mounts);
      };
    test('a full disk refuses, keeps what it has, and goes on when there is space', mounting(checkFullDisk));
    test('a disk that fills keeps all that was acknowledged', mounting(checkFillingDisk));
    test('a fork without space leaves nothing of itself', mounting(checkForkWithoutSpace));
    test('a read-only file system is read, and every write to it refused', mounting(checkReadOnly));
  });
}
