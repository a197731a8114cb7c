// A home that Codex 0.128 itself wrote (its databases and its own skills left out), opened as it is.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@tenon/client';
import { reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { spawned } from './connections.ts';
import { type World, world } from './program.ts';

const NAMED = '01a1ff02-4099-7433-a1ab-859fa83bcdf2';
const PATCHED = '01a1ff02-4312-7b53-8ccd-95d76332579c';
const ARCHIVED = '01a1ff02-41eb-7ab3-a4ab-467a0a00e8df';

/** The home, with its model at the world's server. Named by the variable that Codex knows. */
async function codexHome(): Promise<World> {
  const w = await world({ replies: [reply.text('and on')] });
  rmSync(w.home, { recursive: true });
  cpSync(join(import.meta.dirname, 'fixtures/codex-home'), w.home, { recursive: true });
  const file = join(w.home, 'config.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/http:[^"]+/, w.model.baseUrl));
  const { TENON_HOME: home = '', ...rest } = w.env;
  for (const name of Object.keys(w.env)) delete w.env[name];
  Object.assign(w.env, rest, { CODEX_HOME: home });
  return w;
}

/** Every file of it, but for what Tenon puts beside. */
const contents = (w: World) =>
  Object.fromEntries(
    readdirSync(w.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^tenon-index/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.startsWith(join(w.home, 'leases')))
      .map((path) => [path.slice(w.home.length), readFileSync(path, 'utf8')]),
  );

test('its configuration is read without a word, and its threads are listed by their names', async () => {
  await using w = await codexHome();
  const before = contents(w);
  const rows = async (...args: string[]) => {
    const { stdout, stderr, code } = await w.run(['threads', 'list', '--json', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  expect((await rows()).map(({ id, name, preview }) => [id === NAMED ? NAMED : '', name, preview]).sort()).toEqual([
    ['', null, 'third thread, patched [[patch:made.txt]]'],
    ['', null, 'third thread, patched [[patch:made.txt]]'],
    [NAMED, 'The named one', 'first thread'],
  ]);
  expect((await rows('--archived')).map(({ id }) => id)).toEqual([ARCHIVED]);
  expect((await w.run(['config', 'get', 'model_reasoning_effort'])).stdout.trim()).toBe('high');
  const features = await w.run(['features', 'list', '--json']);
  expect(features.stdout).toContain('memories');
  expect(contents(w)).toEqual(before);
});

test('its threads are resumed with their turns and settings, and go on', async () => {
  await using w = await codexHome();
  const before = contents(w);
  await using client = await connect({ transport: spawned(w) });
  const resumed = await client.request('thread/resume', { threadId: PATCHED });
  expect(resumed).toMatchObject({ approvalPolicy: 'never', sandbox: { type: 'dangerFullAccess' }, cwd: '/srv/demo' });
  expect(resumed.thread.turns.map(({ items }) => items.map(({ type }) => type))).toEqual([
    ['userMessage', 'fileChange', 'agentMessage'],
  ]);
  const { thread } = await client.request('thread/resume', { threadId: NAMED });
  expect(thread).toMatchObject({ name: 'The named one', modelProvider: 'mock' });
  expect(thread.turns.map(({ items }) => items.map(({ type }) => type))).toEqual([
    ['userMessage', 'agentMessage'],
    ['userMessage', 'commandExecution', 'agentMessage'],
  ]);
  const named = await client.resumeThread(NAMED);
  expect((await named.run('go on', { cwd: w.cwd })).text).toBe('and on');
  // The model was told all that was said before.
  expect(JSON.stringify(w.model.requests.at(-1)?.body)).toContain('first thread');
  const after = contents(w);
  for (const [path, text] of Object.entries(before)) expect(after[path]?.startsWith(text), path).toBe(true);
});
