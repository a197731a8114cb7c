// kill -9 at random moments: whatever a client was told is in the store, and every thread goes on.
import { readFileSync } from 'node:fs';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { world } from './program.ts';

/** `TENON_TEST_KILLS=200` for a long run; `TENON_TEST_SEED` repeats one. */
const kills = Number(process.env.TENON_TEST_KILLS ?? 40);
const seed = Number(process.env.TENON_TEST_SEED ?? Date.now() % 1_000_000);
const side = 4;

/** Mulberry32: small, and the same on every machine. */
function random(state: number): () => number {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test(
  `nothing that was announced is lost in ${kills} kills (seed ${seed})`,
  async () => {
    const next = random(seed);
    let answers = 0;
    await using w = await world({
      fallback: () => {
        answers += 1;
        return reply.all(reply.text(`answer ${answers}.1`), reply.text(`answer ${answers}.2`));
      },
    });
    let told = 0;
    const paths = new Map<string, string>();
    for (let kill = 0; kill < kills; kill += 1) {
      const client = new Client(w.spawn(['app-server']));
      await client.initialize();
      const talk = async (which: number): Promise<never> => {
        const { thread } = await client.request('thread/start', {
          sandbox: 'danger-full-access',
          approvalPolicy: 'never',
        });
        paths.set(thread.id, thread.path);
        for (let turn = 0; ; turn += 1) await client.turn(thread.id, `say ${kill}.${which}.${turn}.`);
      };
      for (let which = 0; which < side; which += 1) void talk(which);
      const died = client.exited.then(() => Promise.reject(new Error(`it ended by itself: ${client.stderr}`)));
      await Promise.race([client.next('item/completed'), died]);
      died.catch(() => {});
      await new Promise((done) => setTimeout(done, next() * 150));
      client.child.kill('SIGKILL');
      await client.exited;
      for (const { method, params } of client.notifications) {
        if (method !== 'item/completed') continue;
        const text = params.item.text ?? params.item.content?.[0]?.text;
        const stored = readFileSync(paths.get(params.threadId) ?? '', 'utf8');
        expect(stored, `kill ${kill}, seed ${seed}`).toContain(JSON.stringify(text));
        told += 1;
      }
    }
    expect(told).toBeGreaterThan(kills * 2);
    // Each of them goes on, whatever its last line looks like.
    const after = new Client(w.spawn(['app-server']));
    await after.initialize();
    for (const id of [...paths.keys()].slice(-side * 3)) {
      const { error } = await after.call('thread/resume', { threadId: id, excludeTurns: true });
      // A thread whose first turn was not begun was never stored, and nobody was told that it was.
      if (error) expect(error.message).toContain(`no rollout found for thread id ${id}`);
      else expect((await after.turn(id, 'and now')).status).toBe('completed');
    }
    process.stdout.write(`${told} announced items in ${kills} kills, none lost (seed ${seed})\n`);
  },
  60_000 + kills * 2000,
);
