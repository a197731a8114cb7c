import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import type { SkillRoot } from '@tenon/plugin-api/skills';
import { type Files, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { loadSkills } from './load.ts';
import type { ReadSkill } from './read-skill.ts';

const skill = (description: string, name = '') =>
  `---\ndescription: ${description}\n${name && `name: ${name}\n`}---\nbody\n`;

/** Loads roots below a fresh folder; paths in the result are relative to it. */
async function load(files: Files, roots: readonly SkillRoot[], prepare?: (folder: string) => Promise<unknown>) {
  await using folder = await temporaryFolder(files);
  await using harness = toolHarness({ cwd: folder.path });
  await prepare?.(folder.path);
  const { environment, signal } = harness.context;
  const there = roots.map((root) => ({ ...root, path: `${folder.path}/${root.path}` }));
  const catalog = await loadSkills(there, { environment, signal });
  return JSON.parse(JSON.stringify(catalog).replaceAll(`${folder.path}/`, '')) as typeof catalog;
}
const repo = (path: string): SkillRoot => ({ path, scope: 'repo' });
const names = ({ skills }: Awaited<ReturnType<typeof load>>) => skills.map(({ name }) => name);

test('by scope, name and path; one of a bundle has its name before its own', async () => {
  const found = await load(
    {
      'u/z/SKILL.md': skill('z'),
      'r/SKILL.md': skill('at the root'),
      'r/b/SKILL.md': skill('b'),
      'r/b/in/deep/SKILL.md': skill('inner', 'a'),
      's/s/SKILL.md': skill('s'),
      'm/m/SKILL.md': skill('m'),
    },
    [
      { path: 'm', scope: 'admin' },
      { path: 's', scope: 'system' },
      { path: 'u', scope: 'user', namespace: 'acme' },
      repo('r'),
      repo('not-there'),
    ],
  );
  expect(found.skills).toEqual([
    {
      name: 'a',
      description: 'inner',
      scope: 'repo',
      path: 'r/b/in/deep/SKILL.md',
      foundAt: 'r/b/in/deep/SKILL.md',
      root: 'r',
      implicit: true,
    },
    {
      name: 'b',
      description: 'b',
      scope: 'repo',
      path: 'r/b/SKILL.md',
      foundAt: 'r/b/SKILL.md',
      root: 'r',
      implicit: true,
    },
    {
      name: 'r',
      description: 'at the root',
      scope: 'repo',
      path: 'r/SKILL.md',
      foundAt: 'r/SKILL.md',
      root: 'r',
      implicit: true,
    },
    {
      name: 'acme:z',
      description: 'z',
      scope: 'user',
      path: 'u/z/SKILL.md',
      foundAt: 'u/z/SKILL.md',
      root: 'u',
      implicit: true,
    },
    {
      name: 's',
      description: 's',
      scope: 'system',
      path: 's/s/SKILL.md',
      foundAt: 's/s/SKILL.md',
      root: 's',
      implicit: true,
    },
    {
      name: 'm',
      description: 'm',
      scope: 'admin',
      path: 'm/m/SKILL.md',
      foundAt: 'm/m/SKILL.md',
      root: 'm',
      implicit: true,
    },
  ]);
  expect(found.faults).toEqual([]);
  expect(found.folders).toEqual(['m', 'm/m', 's', 's/s', 'u', 'u/z', 'r', 'r/b', 'r/b/in', 'r/b/in/deep', 'not-there']);
});

test('what is wrong with one costs that one', async () => {
  const found = await load(
    {
      'r/good/SKILL.md': skill('g'),
      'r/good/agents/openai.yaml': 'interface: [',
      'r/bad/SKILL.md': skill('a: b'),
      'r/none/SKILL.md': 'hello',
      'r/lower/skill.md': skill('not seen'),
      'r/big/SKILL.md': skill('x'.repeat(1024 * 1024)),
      'r/folder/SKILL.md/x': '',
      'r/.hidden/SKILL.md': skill('not seen'),
    },
    [repo('r')],
    async (folder) => {
      await mkdir(`${folder}/r/binary`);
      await writeFile(`${folder}/r/binary/SKILL.md`, Buffer.from('---\ndescription: \xff\n---\n', 'latin1'));
    },
  );
  expect(names(found)).toEqual(['good']);
  expect(found.faults.map(({ path, message }) => `${path}: ${message.slice(0, 24)}`)).toEqual([
    'r/bad/SKILL.md: invalid YAML: Nested map',
    'r/big/SKILL.md: failed to read file: it ',
    'r/binary/SKILL.md: failed to read file: The',
    'r/good/agents/openai.yaml: invalid YAML: Flow seque',
    'r/none/SKILL.md: missing YAML frontmatter',
  ]);
});

test('a root that is a file, or whose folder cannot be read, is no root', async () => {
  expect(await load({ r: 'file' }, [repo('r')])).toEqual({ skills: [], faults: [], folders: ['r'] });
  await using folder = await temporaryFolder({ 'r/a/SKILL.md': skill('a') });
  await using harness = toolHarness({ cwd: folder.path });
  const { environment, signal } = harness.context;
  const files = {
    ...environment.files,
    readEntries: async () => {
      throw new Error('EACCES: permission denied');
    },
  };
  const catalog = await loadSkills([repo(`${folder.path}/r`)], { environment: { ...environment, files }, signal });
  expect(catalog).toMatchObject({
    skills: [],
    faults: [{ path: `${folder.path}/r`, message: 'failed to read folder: EACCES: permission denied' }],
  });
});

test('links: folders are followed, in a circle too, but not in the system; files are not; a file counts for its first root', async () => {
  const files = { 'r/a/SKILL.md': skill('a'), 'else/b/SKILL.md': skill('b'), 'u/x': '', 's/x': '' };
  const roots = [{ path: 'u', scope: 'user' }, { path: 's', scope: 'system' }, repo('r')] as const;
  const found = await load(files, roots, async (folder) => {
    await symlink(`${folder}/r`, `${folder}/r/circle`);
    await symlink(`${folder}/r/a`, `${folder}/u/same`);
    await symlink(`${folder}/else`, `${folder}/s/else`);
    await mkdir(`${folder}/r/file`);
    await symlink(`${folder}/else/b/SKILL.md`, `${folder}/r/file/SKILL.md`);
    await symlink(`${folder}/nowhere`, `${folder}/r/dangling`);
  });
  expect(found.skills.map(({ name, scope, path, foundAt }) => `${scope} ${name} ${path} ${foundAt}`)).toEqual([
    'user a r/a/SKILL.md u/same/SKILL.md',
  ]);
  expect(found.faults).toEqual([]);
});

test('what is in a fallback yields to a skill of its name and scope', async () => {
  const files = {
    'r/a/SKILL.md': skill('firm'),
    'f/a/SKILL.md': skill('yields'),
    'f/b/SKILL.md': skill('alone'),
    'u/b/SKILL.md': skill('of u'),
  };
  const roots = [{ ...repo('f'), fallback: true }, repo('r'), { path: 'u', scope: 'user' }] as const;
  const found = await load(files, roots);
  expect(found.skills.map(({ description }) => description)).toEqual(['firm', 'alone', 'of u']);
});

test('six levels down, and not seven', async () => {
  const found = await load({ 'r/1/2/3/4/5/six/SKILL.md': skill('6'), 'r/1/2/3/4/5/6/seven/SKILL.md': skill('7') }, [
    repo('r'),
  ]);
  expect(names(found)).toEqual(['six']);
});

test('no more than 2000 folders of a root, and that is said', async () => {
  const found = await load({ 'r/0000/SKILL.md': skill('first') }, [repo('r')], async (folder) => {
    for (let at = 1; at < 2100; at += 1) await mkdir(`${folder}/r/${String(at).padStart(4, '0')}`);
  });
  expect(names(found)).toEqual(['0000']);
  expect(found.faults).toEqual([{ path: 'r', message: expect.stringContaining('truncated after 2000 directories') }]);
});

test('an aborted search rejects', async () => {
  await using folder = await temporaryFolder({ 'r/a/SKILL.md': skill('a') });
  await using harness = toolHarness({ cwd: folder.path });
  const signal = AbortSignal.abort(new Error('enough'));
  const loading = loadSkills([repo(`${folder.path}/r`)], { environment: harness.context.environment, signal });
  await expect(loading).rejects.toThrow('enough');
});

test('with a cache, a file is read anew only when it changed', async () => {
  await using folder = await temporaryFolder({ 'r/a/SKILL.md': skill('one'), 'r/b/SKILL.md': skill('b') });
  await using harness = toolHarness({ cwd: folder.path });
  const { environment, signal } = harness.context;
  const cache = new Map<string, ReadSkill>();
  const again = async () =>
    (await loadSkills([repo(`${folder.path}/r`)], { environment, signal, cache })).skills.map(
      ({ description, implicit }) => `${description} ${implicit}`,
    );
  expect(await again()).toEqual(['one true', 'b true']);
  const first = () => cache.get(`${folder.path}/r/a/SKILL.md`);
  const fresh = first();
  expect(await again()).toEqual(['one true', 'b true']);
  // It was written a moment ago, and might be again.
  expect(first()).not.toBe(fresh);
  const old = new Date(Date.now() - 60_000);
  await utimes(`${folder.path}/r/a/SKILL.md`, old, old);
  await again();
  const settled = first();
  await again();
  expect(first()).toBe(settled);
  await writeFile(`${folder.path}/r/a/SKILL.md`, skill('two'));
  await mkdir(`${folder.path}/r/b/agents`);
  await writeFile(`${folder.path}/r/b/agents/openai.yaml`, 'policy: {allow_implicit_invocation: false}');
  expect(await again()).toEqual(['two true', 'b false']);
  await rm(`${folder.path}/r/a`, { recursive: true });
  expect(await again()).toEqual(['b false']);
  expect([...cache.keys()]).toEqual([`${folder.path}/r/b/SKILL.md`]);
});
