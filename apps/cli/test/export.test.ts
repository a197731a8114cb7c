import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { rolloutLines, type World, world } from './program.ts';

/** A stored thread of two turns, the first of which is made to say a lot. */
async function longThread(here: World, characters: number) {
  expect((await here.run(['exec', 'One'])).code).toBe(0);
  const [path = ''] = here.rollouts();
  const { id } = Object(rolloutLines(path)[0]?.payload) as { id: string };
  const before = readFileSync(path, 'utf8');
  expect(before).toContain('"First."');
  writeFileSync(path, before.replace('"message":"First."', `"message":"${'x'.repeat(characters)}"`));
  expect((await here.run(['exec', 'resume', id, 'Two'])).code).toBe(0);
  return id;
}

test('a thread with more text than one answer holds is exported as JSON with all its turns', async () => {
  await using here = await world({ replies: [reply.text('First.'), reply.text('Second.\u2028')] });
  const characters = 33 * 1024 * 1024;
  const id = await longThread(here, characters);
  const out = join(here.cwd, 'out.json');
  expect(await here.run(['threads', 'export', id, '--format', 'json', '-o', out])).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
  const text = readFileSync(out, 'utf8');
  const thread = JSON.parse(text);
  expect(thread).toMatchObject({ id, turns: [{ status: 'completed' }, { status: 'completed' }] });
  expect(thread.turns[0].items.at(-1).text).toHaveLength(characters);
  expect(thread.turns[1].items.at(-1).text).toBe('Second.\u2028');
  expect(text === `${JSON.stringify(thread, null, 2)}\n`).toBe(true);
  const { stdout } = await here.run(['threads', 'export', id, '--format', 'json']);
  expect(stdout === text).toBe(true);
  const child = here.spawn(['threads', 'export', id, '--format', 'json']);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  child.stdout?.once('data', () => child.stdout?.destroy());
  expect([await ended, complaint]).toEqual([0, '']);
});

test('an export of a thread that is not there leaves the file as it is', async () => {
  await using here = await world();
  const out = join(here.cwd, 'out');
  writeFileSync(out, 'mine');
  for (const format of ['json', 'markdown', 'rollout']) {
    expect((await here.run(['threads', 'export', 'nobody', '--format', format, '-o', out])).code).toBe(1);
  }
  expect(readFileSync(out, 'utf8')).toBe('mine');
});

test('the rollout of another program is exported as it stands, lines and numbers that nobody here knows included', async () => {
  await using here = await world({ replies: [reply.text('First.')] });
  expect((await here.run(['exec', 'One'])).code).toBe(0);
  const [path = ''] = here.rollouts();
  const { id } = Object(rolloutLines(path)[0]?.payload) as { id: string };
  appendFileSync(path, '{"timestamp":"t","type":"future_line","payload":{"exact":12345678901234567890}}\n');
  const { stdout, stderr } = await here.run(['threads', 'export', id, '--format', 'rollout']);
  expect(stdout).toBe(readFileSync(path, 'utf8'));
  expect(stderr).toBe('');
});
