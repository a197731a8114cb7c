import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type ConfigToml, loadConfig } from '@tenon/config';
import { definePlugin } from '@tenon/plugin-api';
import { skillRoots } from '@tenon/plugin-api/skills';
import type { SkillScope } from '@tenon/protocol/skills';
import { type Files, temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { appServer, type ServerOptions } from './server.ts';

const skill = (description: string) => `---\ndescription: ${description}\n---\nbody of it\n`;

/** A server over a fresh folder: `<scope>` of it is a root of that scope, `home` has the configuration. */
async function skillServer(files: Files, options: ServerOptions = {}) {
  const folder = await temporaryFolder({ 'home/config.toml': '', ...files });
  const harness = toolHarness({ cwd: folder.path });
  const { path } = folder;
  let asked = 0;
  const plugin = definePlugin({
    id: 'test.skills',
    register: () => [
      skillRoots.add('files', () => ({
        read: async ({ cwd }) => {
          asked += 1;
          const scopes: readonly SkillScope[] = ['repo', 'user', 'system', 'admin'];
          const roots = scopes.map((scope) => ({ path: `${scope === 'repo' ? cwd : path}/${scope}`, scope }));
          const there = await Promise.all(roots.map((root) => harness.context.environment.files.stat(root.path)));
          return roots.filter((_, at) => there[at] !== undefined);
        },
      })),
    ],
  });
  const skills: NonNullable<ConfigToml['skills']> = {};
  const read = async () => {
    skills.config = (await loadConfig({ home: `${path}/home` })).config.skills?.config ?? [];
  };
  await read();
  const host = await appServer({
    machine: harness.context.environment,
    home: `${path}/home`,
    plugins: [plugin],
    config: { skills },
    reloadConfig: read,
    ...options,
  });
  host.sandbox.wrap = (command) => command;
  return {
    ...host,
    path,
    skills,
    /** How often the plugin was asked where skills are. */
    asked: () => asked,
    toml: () => readFile(`${path}/home/config.toml`, 'utf8'),
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await harness[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('what a client starts with: skills/list without params, or with empty ones', async () => {
  await using host = await appServer();
  const client = await host.ready();
  const nothing = { data: [{ cwd: '/work', skills: [], errors: [] }] };
  for (const params of [undefined, {}, { cwds: [], forceReload: false, perCwdExtraUserRoots: null }])
    expect(await client.request('skills/list', params)).toEqual(nothing);
});

test('each folder with its skills in order, what is wrong with them, and no more fields than there are', async () => {
  await using host = await skillServer({
    'p/repo/b/SKILL.md': skill('of b'),
    'p/repo/a/SKILL.md': '---\ndescription: of a\nmetadata: {short-description: short}\n---\n',
    'p/repo/a/agents/openai.yaml':
      'interface: {display_name: A}\ndependencies: {tools: [{type: mcp, value: v}]}\npolicy: {allow_implicit_invocation: false}',
    'p/repo/bad/SKILL.md': 'no front matter',
    'user/u/SKILL.md': skill('of u'),
    'admin/m/SKILL.md': skill('of m'),
    'system/s/SKILL.md': skill('of s'),
    'more/x/SKILL.md': skill('of x'),
    'q/repo/x/SKILL.md': skill('of q'),
  });
  const client = await host.ready();
  const cwd = `${host.path}/p`;
  const { data } = await client.request('skills/list', {
    cwds: [cwd, `${host.path}/q`],
    perCwdExtraUserRoots: [
      { cwd, extraUserRoots: [`${host.path}/more/`] },
      { cwd: '/elsewhere', extraUserRoots: [`${host.path}/more`] },
    ],
  });
  const named = (scope: string, name: string, folder: string) => ({
    name,
    description: `of ${name}`,
    path: `${host.path}/${folder}/${name}/SKILL.md`,
    scope,
    enabled: true,
  });
  expect(data[0]).toEqual({
    cwd,
    skills: [
      {
        ...named('repo', 'a', 'p/repo'),
        shortDescription: 'short',
        interface: {
          displayName: 'A',
          shortDescription: null,
          iconSmall: null,
          iconLarge: null,
          brandColor: null,
          defaultPrompt: null,
        },
        dependencies: { tools: [{ type: 'mcp', value: 'v' }] },
      },
      named('repo', 'b', 'p/repo'),
      named('user', 'u', 'user'),
      named('user', 'x', 'more'),
      named('system', 's', 'system'),
      named('admin', 'm', 'admin'),
    ],
    errors: [{ path: `${cwd}/repo/bad/SKILL.md`, message: 'missing YAML frontmatter delimited by ---' }],
  });
  expect(data[1]?.skills.map(({ name }) => name)).toEqual(['x', 'u', 's', 'm']);
});

test('a relative folder is one of the server; a relative root is refused', async () => {
  await using host = await skillServer({ 'user/u/SKILL.md': skill('of u') });
  const client = await host.ready();
  const { data } = await client.request('skills/list', { cwds: ['rel/x'] });
  expect(data).toMatchObject([{ cwd: 'rel/x', skills: [{ name: 'u' }] }]);
  const refused = (cwds: string[], extraUserRoots: string[]) =>
    client.refused('skills/list', { cwds, perCwdExtraUserRoots: [{ cwd: '/a', extraUserRoots }] });
  expect(await refused(['/a'], ['rel'])).toMatchObject({
    code: -32600,
    message: 'skills/list perCwdExtraUserRoots extraUserRoots paths must be absolute: rel',
  });
  expect(await refused(['/a\0'], [])).toMatchObject({ code: -32600 });
});

test('the answer is kept until it is forced, or something changes; then every client is told', async () => {
  await using host = await skillServer({ 'p/repo/a/SKILL.md': skill('of a') });
  const [client, other] = [await host.ready(), await host.ready()];
  const names = async (forceReload = false) => {
    const { data } = await client.request('skills/list', { cwds: [`${host.path}/p`], forceReload });
    return data[0]?.skills.map(({ name, description }) => `${name}: ${description}`);
  };
  const told = () => other.notifications('skills/changed').length;
  const toldAgain = async (before: number) => {
    // A notification that is there already satisfies `until`.
    await other.until(() => told() > before);
  };
  expect(await names()).toEqual(['a: of a']);
  // The folders are read once more when they are watched: what changed until then would be missed.
  await expect.poll(() => host.asked(), { timeout: 20_000 }).toBe(2);
  for (let at = 0; at < 3; at += 1) await names();
  expect(host.asked()).toBe(2);
  await names(true);
  expect(host.asked()).toBeGreaterThan(2);
  expect(told()).toBe(0);

  await mkdir(`${host.path}/p/repo/b`);
  await writeFile(`${host.path}/p/repo/b/SKILL.md`, skill('of b'));
  await toldAgain(0);
  await expect.poll(() => names(), { timeout: 20_000 }).toEqual(['a: of a', 'b: of b']);
  const before = told();
  await writeFile(`${host.path}/p/repo/b/SKILL.md`, skill('of b, changed'));
  await toldAgain(before);
  await expect.poll(() => names(), { timeout: 20_000 }).toEqual(['a: of a', 'b: of b, changed']);
  const then = told();
  await rm(`${host.path}/p/repo/a`, { recursive: true });
  await toldAgain(then);
  await expect.poll(() => names(), { timeout: 20_000 }).toEqual(['b: of b, changed']);
  expect(host.errors).toEqual([]);
});

test('where folders cannot be watched that is reported once, and nothing is kept', async () => {
  const harness = toolHarness({ cwd: '/' });
  const { environment } = harness.context;
  let attempts = 0;
  const watch = async (): Promise<never> => {
    attempts += 1;
    throw new Error('ENOSPC: no space for watches');
  };
  const machine = { ...environment, files: { ...environment.files, watch } };
  await using host = await skillServer(
    { 'p/repo/a/SKILL.md': skill('of a'), 'user/u/SKILL.md': skill('u') },
    { machine },
  );
  const client = await host.ready();
  const names = async () =>
    (await client.request('skills/list', { cwds: [`${host.path}/p`] })).data[0]?.skills.map(({ name }) => name);
  expect(await names()).toEqual(['a', 'u']);
  await expect.poll(() => host.errors.length, { timeout: 20_000 }).toBe(1);
  await rm(`${host.path}/p/repo/a`, { recursive: true });
  expect(await names()).toEqual(['u']);
  expect(host.errors).toMatchObject([{ message: 'ENOSPC: no space for watches' }]);
  // It is tried with each request, and not over and over.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(attempts).toBeLessThan(20);
  await harness[Symbol.asyncDispose]();
});

test('a skill is switched off and on, in the file and in threads that run', async () => {
  await using host = await skillServer({
    'home/config.toml': '# mine\nmodel = "m" # this one\n',
    'user/a/SKILL.md': skill('of a'),
    'user/b/SKILL.md': skill('of b'),
  });
  const client = await host.ready();
  const path = `${host.path}/user/a/SKILL.md`;
  const list = async () =>
    (await client.request('skills/list', {})).data[0]?.skills.map(({ name, enabled }) => `${name} ${enabled}`);
  const { thread } = await client.request('thread/start', { cwd: host.path });
  expect(await list()).toEqual(['a true', 'b true']);
  const write = (params: object) => client.request('skills/config/write', params as never);
  expect(await write({ path: `${host.path}/user/../user/a/SKILL.md`, enabled: false })).toEqual({
    effectiveEnabled: false,
  });
  expect(await write({ path, name: null, enabled: false })).toEqual({ effectiveEnabled: false });
  const entry = `\n[[skills.config]]\npath = ${JSON.stringify(path)}\nenabled = false\n`;
  expect(await host.toml()).toBe(`# mine\nmodel = "m" # this one\n${entry}`);
  await client.until(({ method }) => method === 'skills/changed');
  expect(await list()).toEqual(['a false', 'b true']);

  await client.turn(thread.id, '$a $b');
  const bodies = () => (host.model.requests.at(-1)?.input.match(/<skill>\\n<name>\w/g) ?? []).map((one) => one.at(-1));
  expect(bodies()).toEqual(['b']);

  expect(await write({ name: 'b', enabled: false })).toEqual({ effectiveEnabled: false });
  expect(await host.toml()).toBe(
    `# mine\nmodel = "m" # this one\n${entry}\n[[skills.config]]\nname = "b"\nenabled = false\n`,
  );
  expect(await write({ name: 'a', enabled: true })).toEqual({ effectiveEnabled: false });
  expect(await write({ path, enabled: true })).toEqual({ effectiveEnabled: true });
  expect(await write({ name: 'b', enabled: true })).toEqual({ effectiveEnabled: true });
  expect(await host.toml()).toMatch(/^# mine\nmodel = "m" # this one\n\n*$/);
  expect(await list()).toEqual(['a true', 'b true']);
  await client.turn(thread.id, '$a again');
  expect(bodies()).toEqual(['b', 'a']);
});

test('entries that somebody wrote stay as they are', async () => {
  const mine = '[[skills.config]] # mine\npath = "rel/SKILL.md"\nenabled = false\n';
  await using host = await skillServer({ 'home/config.toml': mine, 'user/a/SKILL.md': skill('of a') });
  const client = await host.ready();
  const write = (params: object) => client.request('skills/config/write', params as never);
  await write({ name: 'a', enabled: false });
  expect(await host.toml()).toBe(`${mine}\n[[skills.config]]\nname = "a"\nenabled = false\n`);
  await write({ path: `${host.path}/home/rel/SKILL.md`, enabled: true });
  expect(await host.toml()).toBe('\n[[skills.config]]\nname = "a"\nenabled = false\n');
});

test('an entry that names a skill by a link is its entry too', async () => {
  await using host = await skillServer({ 'real/a/SKILL.md': skill('of a'), 'user/x': '' });
  await symlink(`${host.path}/real/a`, `${host.path}/user/linked`);
  await writeFile(
    `${host.path}/home/config.toml`,
    `[[skills.config]]\npath = "${host.path}/user/linked"\nenabled = false\n`,
  );
  const client = await host.ready();
  const list = async () => (await client.request('skills/list', { forceReload: true })).data[0]?.skills ?? [];
  const path = `${host.path}/real/a/SKILL.md`;
  host.skills.config = (await loadConfig({ home: `${host.path}/home` })).config.skills?.config ?? [];
  expect(await list()).toMatchObject([{ path, enabled: false }]);
  expect(await client.request('skills/config/write', { path, enabled: true })).toEqual({ effectiveEnabled: true });
  expect(await host.toml()).toBe('');
  expect(await list()).toMatchObject([{ path, enabled: true }]);
});

test('a name that nobody has is written too; a selector is needed, and only one', async () => {
  await using host = await skillServer({});
  const client = await host.ready();
  expect(await client.request('skills/config/write', { name: 'later', enabled: false })).toEqual({
    effectiveEnabled: false,
  });
  const before = await host.toml();
  for (const params of [{}, { name: '' }, { name: '  ' }, { name: 'a', path: '/x' }, { name: null, path: null }]) {
    expect(await client.refused('skills/config/write', { ...params, enabled: false })).toMatchObject({
      code: -32602,
      message: 'skills/config/write requires exactly one of path or name',
    });
  }
  for (const params of [{ path: 'rel', enabled: false }, { name: 'a' }])
    expect(await client.refused('skills/config/write', params)).toMatchObject({ code: -32600 });
  expect(await host.toml()).toBe(before);
});

test('a configuration that cannot be read costs the skills of its folder, and says so', async () => {
  await using host = await skillServer({ 'user/a/SKILL.md': skill('of a') });
  const client = await host.ready();
  const { server } = host;
  const opened = await server.host();
  Object.assign(opened, {
    configFor: async () => {
      throw new Error('config.toml:1:1: bad');
    },
  });
  expect((await client.request('skills/list', { cwds: ['/w'] })).data).toEqual([
    { cwd: '/w', skills: [], errors: [{ path: '/w', message: 'config.toml:1:1: bad' }] },
  ]);
});
