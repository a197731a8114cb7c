import { rm, writeFile } from 'node:fs/promises';
import { definePlugin, tenonError } from '@tenon/plugin-api';
import { type SkillRoot, skillRoots } from '@tenon/plugin-api/skills';
import type { UserInput } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { defaultSkillSettings, withRule } from '@tenon/skills';
import { type Files, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { Recorder, turn, world } from './world.ts';

const skill = (description: string, body = 'body') => `---\ndescription: ${description}\n---\n${body}\n`;

/** A world over a fresh folder of this machine, whose `skills` hold skills. */
async function skillWorld(files: Files, roots?: (folder: string) => Promise<readonly SkillRoot[]>) {
  const folder = await temporaryFolder(files);
  const harness = toolHarness({ cwd: folder.path });
  const plugin = definePlugin({
    id: 'test.skills',
    register: () => [
      skillRoots.add('files', () => ({
        read: async () => (roots ? roots(folder.path) : [{ path: `${folder.path}/skills`, scope: 'repo' as const }]),
      })),
    ],
  });
  const host = await world({ machine: harness.context.environment, plugins: [plugin] });
  return {
    ...host,
    path: folder.path,
    newThread: (more: Parameters<typeof host.newThread>[0] = {}) => host.newThread({ cwd: folder.path, ...more }),
    /** What the model was sent last: role and text of each message. */
    sent: () => {
      const input = JSON.parse(host.model.requests.at(-1)?.input ?? '[]') as {
        role: string;
        content: { text: string }[];
      }[];
      return input.map(({ role, content }) => `${role}: ${content?.map(({ text }) => text).join('|')}`);
    },
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await harness[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

type SkillWorld = Awaited<ReturnType<typeof skillWorld>>;
const told = (host: SkillWorld) => host.sent().filter((text) => text.includes('<skills_instructions>'));
const bodies = (host: SkillWorld) => host.sent().filter((text) => text.startsWith('user: <skill>'));
const warnings = ({ seen }: Recorder) => seen.flatMap((one) => (one.method === 'warning' ? [one.params.message] : []));

test('the model is told of skills at the start, once', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a') });
  const thread = await host.newThread();
  await turn(thread, 'one');
  const first = host.sent();
  expect(first[1]).toMatch(/^developer: <skills_instructions>\n## Skills\n/);
  expect(first[1]).toContain(`\n- a: of a (file: ${host.path}/skills/a/SKILL.md)\n`);
  await turn(thread, 'two');
  expect(told(host)).toHaveLength(1);
  expect(host.sent().slice(0, first.length)).toEqual(first);
});

test('without skills, or where that is switched off, nothing is said', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a') });
  await turn(await host.newThread({ skills: { ...defaultSkillSettings, includeInstructions: false } }), 'x');
  expect(told(host)).toEqual([]);
  await rm(`${host.path}/skills`, { recursive: true });
  await turn(await host.newThread(), 'x');
  expect(told(host)).toEqual([]);
});

test('what changes between turns is said anew, behind what was said; also in a thread that is resumed', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a') });
  const thread = await host.newThread();
  await turn(thread, 'one');
  const first = host.model.requests.at(-1)?.input.slice(0, -1) ?? '';
  await writeFile(`${host.path}/skills/a/SKILL.md`, skill('changed'));
  await turn(thread, 'two');
  expect(told(host)).toHaveLength(2);
  expect(told(host)[1]).toContain('- a: changed (file:');
  expect(host.model.requests.at(-1)?.input.startsWith(first)).toBe(true);

  const other = await host.another();
  await host.manager.unload(thread.id);
  const { thread: resumed } = await other.manager.resume({ id: thread.id }, { defaults: thread.settings });
  await turn(resumed, 'three');
  expect(told(host)).toHaveLength(2);
  await rm(`${host.path}/skills`, { recursive: true });
  await turn(resumed, 'four');
  expect(told(host)[2]).toContain('There are no skills any more.');
  await turn(resumed, 'five');
  expect(told(host)).toHaveLength(3);
});

test('after a compaction and after a rollback the model knows of them again, and is told no more than it needs', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a') });
  const thread = await host.newThread();
  await turn(thread, 'one');
  await turn(thread, 'two');
  await thread.rollback(1);
  await turn(thread, 'two, again');
  expect(told(host)).toHaveLength(1);
  await thread.rollback(2);
  await turn(thread, 'one, again');
  expect(told(host)).toHaveLength(1);
  await thread.compact().done;
  await turn(thread, 'three');
  expect(told(host)).toHaveLength(1);
});

test('a skill that is mentioned comes behind the message, as it stands on the disk', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a', 'do this') });
  const thread = await host.newThread();
  await turn(thread, 'please $a');
  const at = host.sent().indexOf('user: please $a');
  const path = `${host.path}/skills/a/SKILL.md`;
  expect(host.sent()[at + 1]).toBe(
    `user: <skill>\n<name>a</name>\n<path>${path}</path>\n${skill('of a', 'do this')}\n</skill>`,
  );
  await writeFile(path, skill('of a', 'do that'));
  await turn(thread, 'again $a, and $nobody');
  expect(bodies(host).map((text) => /do (this|that)/.exec(text)?.[1])).toEqual(['this', 'that']);
});

test('an item that leads nowhere is told', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a') });
  const thread = await host.newThread();
  const seen = new Recorder(thread);
  const input: UserInput[] = [
    { type: 'text', text: 'go', text_elements: [] },
    { type: 'skill', name: 'a', path: '/gone/SKILL.md' },
  ];
  await thread.startTurn(input).done;
  expect(warnings(seen)).toContain('Skill `a` is not used: there is none at /gone/SKILL.md, or it is disabled.');
  expect(bodies(host)).toEqual([]);
});

test('each thread has its own settings, in the same folder too, and they change between turns', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a'), 'skills/b/SKILL.md': skill('of b') });
  const off = { ...defaultSkillSettings, rules: [{ name: 'a', enabled: false }] };
  const [one, two] = [await host.newThread(), await host.newThread({ skills: off })];
  await turn(two, '$a $b');
  expect(told(host)[0]).not.toContain('- a:');
  expect(bodies(host)).toHaveLength(1);
  await turn(one, '$a $b');
  expect(bodies(host)).toHaveLength(2);
  one.changeSkills((settings) => ({ ...settings, rules: withRule(settings.rules, { name: 'b', enabled: false }) }));
  await turn(one, '$b once more');
  expect(bodies(host)).toHaveLength(2);
  expect(told(host).at(-1)).not.toContain('- b:');
});

test('a plugin that cannot say where its skills are is reported, and costs its own', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a') }, async () => {
    throw new Error('no disk');
  });
  const more = definePlugin({
    id: 'test.more',
    register: () => [
      skillRoots.add('more', () => ({
        read: async () => [{ path: `${host.path}/skills`, scope: 'user' as const, namespace: 'x' }],
      })),
    ],
  });
  await host.runtime.reload({ plugins: [...host.plugins, more] });
  await turn(await host.newThread(), 'go');
  expect(told(host)[0]).toContain('- x:a: of a');
  expect(host.errors).toMatchObject([{ code: 'skill_roots_failed', plugin: 'test.skills' }]);
});

test('a person is told when the budget is exceeded', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, at) => [`skills/skill-${at}/SKILL.md`, skill('word '.repeat(200).trim())]),
  );
  await using host = await skillWorld(files);
  const thread = await host.newThread({ permissionProfile: profileOfPolicy({ type: 'readOnly' }) });
  const seen = new Recorder(thread);
  await turn(thread, 'go');
  expect(warnings(seen).join()).toMatch(/skills context budget/);
});

test('what the profile denies is not read; a file that is gone by then is told', async () => {
  await using host = await skillWorld({ 'skills/a/SKILL.md': skill('of a'), 'skills/b/SKILL.md': skill('of b') });
  let reads = 0;
  host.sandbox.files = (files) => ({
    ...files,
    readFile: async (path) => {
      if (path.endsWith('/a/SKILL.md'))
        throw tenonError({ code: 'sandbox_denied', message: `${path} may not be read` });
      // Once to find it, and not again to give it to the model.
      if (reads++ > 0) throw new Error('ENOENT: it is gone');
      return files.readFile(path);
    },
  });
  const thread = await host.newThread();
  const seen = new Recorder(thread);
  await turn(thread, '$a $b');
  expect(told(host)[0]).not.toContain('- a:');
  expect(bodies(host)).toEqual([]);
  expect(warnings(seen)).toEqual([
    `Skill \`b\` is not used: ${host.path}/skills/b/SKILL.md: failed to read file: ENOENT: it is gone`,
  ]);
});
