// Skills through the real program: found where users put them, told to the model, switched, and live.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect } from '@tenon/client';
import { reply } from '@tenon/testing/model-server';
import { expect, test, vi } from 'vitest';
import { free, spawned } from './connections.ts';
import { type World, world } from './program.ts';

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const put = (path: string, description: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `---\ndescription: ${description}\n---\nThe text of ${description}.\n`);
};

/** The texts of the messages that the model was sent with its last request. */
const sent = ({ model }: World) =>
  (model.requests.at(-1)?.body.input ?? []).flatMap(({ content }) =>
    Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '') : [],
  );

test('those of the project, the user, another agent and the machine; one that is named is given', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  const root = dirname(w.home);
  put(join(w.cwd, '.agents/skills/one/SKILL.md'), 'one');
  put(join(w.cwd, 'a/.claude/skills/two/SKILL.md'), 'two');
  put(join(w.cwd, '.codex/skills/three/SKILL.md'), 'three');
  put(join(w.home, 'skills/four/SKILL.md'), 'four');
  put(join(w.home, 'skills/.system/five/SKILL.md'), 'five');
  put(join(root, '.agents/skills/six/SKILL.md'), 'six');
  put(join(root, '.claude/skills/seven/SKILL.md'), 'seven');
  put(join(w.system, 'skills/eight/SKILL.md'), 'eight');
  put(join(w.cwd, 'b/.agents/skills/elsewhere/SKILL.md'), 'elsewhere');
  const result = await w.run(['exec', '--cd', join(w.cwd, 'a'), 'use $two']);
  expect(result).toMatchObject({ code: 0 });
  const [told = ''] = sent(w).filter((text) => text.startsWith('<skills_instructions>'));
  expect(told.match(/^- \w+:/gm)).toEqual(
    ['five', 'eight', 'one', 'three', 'two', 'four', 'seven', 'six'].map((name) => `- ${name}:`),
  );
  const given = sent(w).filter((text) => text.startsWith('<skill>'));
  expect(given).toEqual([
    `<skill>\n<name>two</name>\n<path>${w.cwd}/a/.claude/skills/two/SKILL.md</path>\n${readFileSync(join(w.cwd, 'a/.claude/skills/two/SKILL.md'), 'utf8')}\n</skill>`,
  ]);

  await w.run(['exec', '-c', 'skills.include_instructions=false', '-c', 'skills.bundled.enabled=false', '$four $five']);
  expect(
    sent(w)
      .filter((text) => text.includes('<skill'))
      .map((text) => text.slice(0, 25)),
  ).toEqual(['<skill>\n<name>four</name>']);
});

test('a skill that comes, changes and goes is told, also where no folder of skills was', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  await using client = await connect({ transport: spawned(w) });
  let told = 0;
  client.subscribe({
    event: ({ method }) => {
      if (method === 'skills/changed') told += 1;
    },
    end: () => {},
  });
  const list = async () => {
    const { data } = await client.request('skills/list', {});
    return data.flatMap(({ skills, errors }) => [...skills.map((one) => `${one.name}: ${one.description}`), ...errors]);
  };
  const path = join(w.cwd, '.agents/skills/late/SKILL.md');
  expect(await list()).toEqual([]);
  // Something that was there before the folders were watched would be found as well.
  put(path, 'first');
  await vi.waitFor(() => expect(told).toBeGreaterThan(0), { timeout: 30_000 });
  expect(await list()).toEqual(['late: first']);
  const [one] = [told];
  put(path, 'second');
  await vi.waitFor(() => expect(told).toBeGreaterThan(one), { timeout: 30_000 });
  expect(await list()).toEqual(['late: second']);
  const [two] = [told];
  rmSync(join(w.cwd, '.agents'), { recursive: true });
  await vi.waitFor(() => expect(told).toBeGreaterThan(two), { timeout: 30_000 });
  expect(await list()).toEqual([]);
});

test('each thread has the switches that it began with, in the same folder too', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  put(join(w.home, 'skills/mine/SKILL.md'), 'mine');
  await using client = await connect({ transport: spawned(w) });
  const given = async (config?: Record<string, unknown>) => {
    const thread = await client.startThread({ ...free, cwd: w.cwd, ...(config && { config }) });
    await thread.run('use $mine');
    return sent(w).filter((text) => text.startsWith('<skill')).length;
  };
  // The list, and the file.
  expect(await given()).toBe(2);
  expect(await given({ skills: { config: [{ name: 'mine', enabled: false }] } })).toBe(0);
  expect(await given({ 'skills.config': [{ path: join(w.home, 'skills/mine'), enabled: false }] })).toBe(0);
  expect(await given({ 'skills.include_instructions': false })).toBe(1);
  expect(await given()).toBe(2);
});

test('switched off it is gone from the next turn of a running thread, and from new ones', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  put(join(w.home, 'skills/mine/SKILL.md'), 'mine');
  await using client = await connect({ transport: spawned(w) });
  const start = () => client.startThread({ ...free, cwd: w.cwd });
  const given = async (thread: Awaited<ReturnType<typeof start>>) => {
    await thread.run('use $mine');
    return sent(w).filter((text) => text.startsWith('<skill>')).length;
  };
  const running = await start();
  expect(await given(running)).toBe(1);
  expect(await client.request('skills/config/write', { name: 'mine', enabled: false })).toEqual({
    effectiveEnabled: false,
  });
  expect(readFileSync(join(w.home, 'config.toml'), 'utf8')).toMatch(
    /\n\[\[skills\.config\]\]\nname = "mine"\nenabled = false\n/,
  );
  expect(await given(running)).toBe(1);
  expect(
    sent(w)
      .filter((text) => text.startsWith('<skills_instructions>'))
      .at(-1),
  ).toContain('no skills any more');
  expect(await given(await start())).toBe(0);
  await client.request('skills/config/write', { name: 'mine', enabled: true });
  expect(await given(running)).toBe(2);
  expect(await given(await start())).toBe(1);
});
