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

const less = (cut: number) => ({ name: `${cut} bytes less`, tear: { cut, add: bytes('') } });
const more = (name: string, add: Uint8Array, cut = 0) => ({ name, tear: { cut, add } });
const TEARS: readonly { readonly name: string; readonly tear: Tear }[] = [
  ...[1, 2, 3, 5, 9, 20, 70, 299].map(less),
  more('half a line more', bytes('{"timestamp":"2026-04-30T12:0')),
  more('half a character more', bytes('{"message":"€').subarray(0, -1)),
  more('bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x80, 0xc3, 0x28)),
  more('zeros, as a file system leaves them', Buffer.alloc(4096)),
  more('zeros in the place of the end', Buffer.alloc(40), 40),
];

/** Whatever a write left at the end of a thread: every line before it is there, what was lost is told, and the thread goes on. */
export async function checkTornWrites(faults: ThreadStoreFaults): Promise<void> {
  if (!faults.tear) throw new Error('torn writes need `tear`');
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
  for (const { id, path, tear } of written) await faults.tear({ folder: bench.folder, id, path }, tear);

  const reader = bench.start();
  for (const { name, id, tear } of written) {
    const read = (await reader.call('read', id)).slice(1);
    // A store may be able to restore the last line; half of it is none.
    expect([whole, [...whole, LAST]], name).toContainEqual(read);
    const { repair } = await reader.call('open', id);
    if (tear.add.length > 0 || read.length === whole.length)
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
