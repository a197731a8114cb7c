import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contexts, QUICK } from '../bench-context.ts';
import { measures } from '../measures/all.ts';
import { Model } from '../model.ts';
import { buildStub } from '../stub-build.ts';
import { startThread, turn } from '../turn.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tenon-bench-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the stub does a turn of calls: it runs them, writes its rollout, and each measure has its figures', async () => {
  const model = await Model.start();
  const env = { PATH: process.env.PATH ?? '', HOME: scratch };
  const server = { name: 'stub', command: [process.execPath, buildStub(join(scratch, 'stub'))] };
  const context = contexts({ scratch, cwd: scratch, model, env, sizes: QUICK })(server);
  try {
    const home = context.freshHome();
    await context.withServer(home, async (client) => {
      const id = await startThread(client, scratch);
      const { firstDeltaAt } = await turn(client, id, { calls: 2 });
      expect(firstDeltaAt).not.toBeNull();
      expect((await model.served()).requests).toHaveLength(3);
      const [file = ''] = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith(`${id}.jsonl`),
      );
      const lines = readFileSync(join(home, 'sessions', file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const kinds = lines.map(({ type, payload }) =>
        type === 'session_meta' || type === 'turn_context' ? type : payload.type,
      );
      expect(kinds).toEqual([
        ...['session_meta', 'task_started', 'turn_context', 'message', 'user_message'],
        ...['function_call', 'token_count', 'function_call_output'],
        ...['function_call', 'token_count', 'function_call_output'],
        ...['agent_message', 'message', 'token_count', 'task_complete'],
      ]);
    });
    for (const [name, measure] of Object.entries(measures)) {
      if (!measure.stub) continue;
      const figures = Object.entries(await measure.run(context));
      expect(figures.length, name).toBeGreaterThan(0);
      for (const [figure, value] of figures) expect(Number.isFinite(value), figure).toBe(true);
    }
    await expect(measures['threads-list']?.run(context)).rejects.toThrow('the stub has no thread/list');
  } finally {
    model.stop();
  }
}, 60_000);
