import { appendFileSync, statSync, truncateSync } from 'node:fs';
import { expect } from 'vitest';
import { openBench, type Tear, type ThreadStoreFaults } from './faults.ts';
import { noise } from './flood.ts';
import { event, newMeta, turn } from './rollout-lines.ts';

/** Tears a file: for a store that keeps each thread in one, at whose end it writes. */
export function tearFile(path: string | null, { cut, add }: Tear): void {
  if (path === null) throw new Error('tearFile is for threads that have a path');
  truncateSync(path, Math.max(0, statSync(path).size - cut));
  appendFileSync(path, add);
}

const bytes = (text: string) => Buffer.from(text);
const LAST = event({ type: 'agent_message', message: `the last one ${noise(1, 300)} ä€😀` });

/** What is torn, by name. `lost`: something that was begun and is not whole, which the store must tell of. */
const TEARS: readonly { readonly name: string; readonly tear: Tear; readonly lost: boolean }[] = [
  ...[1, 2, 3, 5, 9, 20, 70, 299].map((cut) => ({
    name: `${cut} bytes less`,
    tear: { cut, add: Buffer.alloc(0) },
    lost: cut > 4,
  })),
  { name: 'half a line more', tear: { cut: 0, add: bytes('{"timestamp":"2026-04-30T12:0') }, lost: true },
  { name: 'zeros, as a file system leaves them', tear: { cut: 0, add: Buffer.alloc(4096) }, lost: true },
  { name: 'zeros in the place of the end', tear: { cut: 40, add: Buffer.alloc(40) }, lost: true },
  { name: 'bytes that are no text', tear: { cut: 0, add: Uint8Array.of(0xff, 0xfe, 0x80, 0xc3, 0x28) }, lost: true },
  { name: 'half a character', tear: { cut: 0, add: bytes('{"message":"€').subarray(0, -1) }, lost: true },
];

/** Whatever a write left at the end of a thread: every line before it is there, what was lost is told, and the thread goes on. */
export async function checkTornWrites(faults: ThreadStoreFaults): Promise<void> {
  const { tear } = faults;
  if (!tear) throw new Error('torn writes need `tear`');
  await using bench = openBench(faults);
  const whole = [...turn('1', 'one ä€😀'), ...turn('2', 'two')];
  const written = [];
  const writer = bench.start();
  for (const each of TEARS) {
    const meta = newMeta();
    const { path } = await writer.call('create', meta);
    await writer.call('append', meta.id, whole);
    await writer.call('append', meta.id, [LAST]);
    written.push({ ...each, id: meta.id, path });
  }
  await writer.end();
  for (const each of written) await tear({ folder: bench.folder, id: each.id, path: each.path }, each.tear);

  const reader = bench.start();
  for (const { name, id, lost } of written) {
    const read = (await reader.call('read', id)).slice(1);
    // A store may be able to restore the last line; half of it is none.
    expect([whole, [...whole, LAST]], name).toContainEqual(read);
    const { repair } = await reader.call('open', id);
    if (lost)
      expect(repair, `${name}: open tells what was cut off in \`repair\``).toMatchObject({
        bytes: expect.any(Number),
        message: expect.stringMatching(/./),
      });
    await reader.call('append', id, turn('3', 'on'));
    await reader.call('closeLog', id);
    expect((await reader.call('read', id)).slice(1), name).toEqual([...read, ...turn('3', 'on')]);
    expect((await reader.call('open', id)).repair, `${name}: what was repaired stays so`).toBeNull();
  }
  expect(new Set((await reader.call('list', false)).map((thread) => thread.id))).toEqual(
    new Set(written.map(({ id }) => id)),
  );
}
