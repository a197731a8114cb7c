import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { jsonLines, world } from './program.ts';

const unshare = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-Urm'];
const possible = spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'true']).status === 0;

// Skipped where a process may not have a file system of its own (no user namespaces, or not Linux): there is no other small disk.
test.skipIf(!possible)(
  'a disk that fills up in mid-thread: the turn fails and says so, nothing is torn, and it goes on',
  async () => {
    await using w = await world({ fallback: reply.text('answer') });
    const sessions = join(w.home, 'sessions');
    mkdirSync(sessions);
    const mount = `mount -t tmpfs -o size=256k tmpfs ${sessions} && exec "$@"`;
    const client = new Client(w.spawn(['app-server'], { by: [...unshare, 'sh', '-c', mount, 'sh'] }));
    await client.initialize();
    const id = await client.thread();
    expect((await client.turn(id, 'one')).status).toBe('completed');

    // The mount is seen through the process that has it.
    const inside = `/proc/${client.child.pid}/root${sessions}`;
    const { bavail, bsize } = statfsSync(inside);
    writeFileSync(join(inside, 'filler'), Buffer.alloc(bavail * bsize));
    const failed = await client.turn(id, `two ${'x'.repeat(20_000)}`);
    expect(failed.status).toBe('failed');
    expect(failed.error.message).toContain(sessions);
    expect(failed.error.message).toMatch(/full|space/);

    rmSync(join(inside, 'filler'));
    expect((await client.turn(id, 'three')).status).toBe('completed');
    const [file = ''] = readdirSync(inside, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.jsonl'),
    );
    const stored = jsonLines(readFileSync(join(inside, file), 'utf8')).map(({ payload }) => JSON.stringify(payload));
    expect(stored.filter((line) => line.includes('"task_complete"')).length).toBeGreaterThanOrEqual(2);
    expect(stored.some((line) => line.includes('"message":"three"'))).toBe(true);
    const { thread } = await client.request('thread/read', { threadId: id, includeTurns: true });
    expect(thread.turns.at(-1).status).toBe('completed');
    expect(await client.close()).toBe(0);
  },
);
