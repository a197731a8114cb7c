import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { rolloutLines, world } from './program.ts';

test('threads are listed, searched and exported', async () => {
  await using here = await world({
    replies: [reply.call('exec_command', { cmd: 'echo stripes' }), reply.text('Found it.')],
  });
  expect((await here.run(['exec', '--sandbox', 'danger-full-access', 'Find the zebra'])).code).toBe(0);
  const [path = ''] = here.rollouts();
  const [meta] = rolloutLines(path);
  const { id } = Object(meta?.payload) as { id: string };

  const listed = await here.run(['threads', 'list']);
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.stdout).toMatch(new RegExp(`^${id}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  Find the zebra\\n$`));
  expect((await here.run(['threads', 'list', '--search', 'the zeb'])).stdout).toContain(id);
  expect((await here.run(['threads', 'search', 'ZEB', '--json'])).stdout).toContain(`"id":"${id}"`);
  expect(await here.run(['threads', 'search', 'ebra"*'])).toMatchObject({ code: 0, stdout: '' });
  expect((await here.run(['threads', 'list', '--archived'])).stdout).toBe('');

  const markdown = await here.run(['threads', 'export', id]);
  expect(markdown.stdout).toContain('## User\n\nFind the zebra\n\n### Command\n\n```sh\necho stripes\n```\n');
  expect(markdown.stdout).toContain('\n\n## Agent\n\nFound it.\n');
  const json = JSON.parse((await here.run(['threads', 'export', id, '--format', 'json'])).stdout);
  expect(json).toMatchObject({ id, turns: [{ status: 'completed' }] });
  const out = join(here.cwd, 'out.jsonl');
  expect((await here.run(['threads', 'export', id, '--format', 'rollout', '-o', out])).code).toBe(0);
  expect(readFileSync(out, 'utf8')).toBe(readFileSync(path, 'utf8'));
});

test('what is wrong is told', async () => {
  await using here = await world();
  const gone = await here.run(['threads', 'export', 'nobody']);
  expect(gone.code).toBe(1);
  expect(gone.stderr).toContain('nobody');
  for (const args of [
    ['export'],
    ['search'],
    ['list', 'x'],
    ['list', '-n', '0'],
    ['export', 'a', '--format', 'x'],
    ['dance'],
  ])
    expect([args, (await here.run(['threads', ...args])).code]).toEqual([args, 2]);
  expect((await here.run(['threads'])).stdout).toContain('tenon threads search WORDS');
});
