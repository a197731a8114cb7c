import { access, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Config } from '../src/config.ts';
import { gitMarketplaces } from '../src/git-marketplaces.ts';
import { gitServer } from './git-server.ts';

const { signal } = new AbortController();
const file = '.agents/plugins/marketplace.json';
const market = JSON.stringify({ name: 'm', plugins: [{ name: 'p', source: './plugins/p' }] });

const make = (options: Record<string, unknown> = {}) =>
  gitMarketplaces(Config.parse({ env: { PATH: process.env.PATH, HOME: '/nonexistent' }, ...options }), signal);
const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test('a marketplace is taken, listed, found unchanged, and taken again once it has changed', async () => {
  await using server = await gitServer();
  const first = await server.commit({ [file]: market, 'plugins/p/x': '1' });
  const kind = make();
  const into = await server.empty('one');
  expect(await kind.refresh({ source: server.url }, { into, signal })).toEqual({ root: into, revision: first });
  expect(await readdir(into)).toEqual(['.agents', 'plugins']);
  const { marketplace, problems } = await kind.list(into, signal);
  expect([marketplace?.name, problems]).toEqual(['m', []]);
  const source = marketplace?.entries[0]?.source;
  if (!source) throw new Error('there is no entry');
  expect(await kind.fetch(source, { into: '/none', root: into, signal })).toEqual({
    type: 'folder',
    path: join(into, 'plugins/p'),
    source,
  });

  const again = { into: await server.empty('two'), revision: first, signal };
  expect(await kind.refresh({ source: server.url }, again)).toEqual({ revision: first });
  expect(await readdir(again.into)).toEqual([]);
  const second = await server.commit({ 'plugins/p/x': '2' });
  expect(await kind.refresh({ source: server.url }, again)).toEqual({ root: again.into, revision: second });
  expect(await readFile(join(again.into, 'plugins/p/x'), 'utf8')).toBe('2');
});

test('a branch, a tag, an annotated tag and a commit are taken, and found unchanged', async () => {
  await using server = await gitServer();
  const old = await server.commit({ x: 'old' });
  server.git('tag', 'light');
  server.git('tag', '-a', '-m', 't', 'heavy');
  server.git('branch', 'side/one');
  await server.commit({ x: 'new' });
  for (const [index, ref] of ['light', 'heavy', 'side/one', 'refs/heads/side/one', old].entries()) {
    const into = await server.empty(`${index}`);
    expect(await make().refresh({ source: server.url, ref }, { into, signal })).toEqual({ root: into, revision: old });
    expect(await readFile(join(into, 'x'), 'utf8')).toBe('old');
    if (ref === old) continue;
    const unchanged = { into: await server.empty(`${index}-again`), revision: old, signal };
    expect(await make().refresh({ source: server.url, ref }, unchanged)).toEqual({ revision: old });
  }
});

test('of a marketplace only the sparse paths are taken', async () => {
  await using server = await gitServer();
  await server.commit({ [file]: market, 'plugins/p/x': '', 'plugins/*/y': '', 'docs/z': '', top: '' });
  const into = await server.empty('i');
  const sparsePaths = ['.agents', './plugins/p/', 'plugins/*'];
  await make().refresh({ source: server.url, sparsePaths }, { into, signal });
  expect((await readdir(into, { recursive: true })).sort()).toEqual([
    '.agents',
    '.agents/plugins',
    file,
    'plugins',
    'plugins/*',
    'plugins/*/y',
    'plugins/p',
    'plugins/p/x',
  ]);
});

test('a plugin in a folder of a repository, at a pinned commit', async () => {
  await using server = await gitServer();
  const sha = await server.commit({ 'a/p/x': '1', 'b/y': '' });
  await server.commit({ 'a/p/x': '2' });
  const into = await server.empty('i');
  const source = { type: 'git', url: server.url, path: 'a/p', ref: 'main', sha } as const;
  expect(await make().fetch(source, { into, root: '/none', signal })).toEqual({
    type: 'folder',
    path: join(into, 'a/p'),
    source,
  });
  expect(await readFile(join(into, 'a/p/x'), 'utf8')).toBe('1');
  expect(await readdir(into)).toEqual(['a']);
});

test('without a pin, the commit that was taken is said; without a path, the whole repository is the plugin', async () => {
  await using server = await gitServer();
  const sha = await server.commit({ x: '1' });
  const into = await server.empty('i');
  const source = { type: 'git', url: server.url } as const;
  expect(await make().fetch(source, { into, root: '/none', signal })).toEqual({
    type: 'folder',
    path: into,
    source: { ...source, sha },
  });
});

test('a credential helper of the user is asked', async () => {
  await using server = await gitServer();
  await server.commit({ x: '' });
  const asked: (string | undefined)[] = [];
  server.answer((request, response) => {
    asked.push(request.headers.authorization);
    if (request.headers.authorization === `Basic ${btoa('me:secret')}`) return false;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
    return true;
  });
  const refresh = async (name: string, env: Record<string, string>) =>
    make({ env }).refresh({ source: server.url }, { into: await server.empty(name), signal });
  await expect(refresh('a', await server.userConfig(''))).rejects.toMatchObject({ code: 'git_failed' });
  const env = await server.userConfig(
    '[credential]\n helper = "!f() { echo username=me; echo password=secret; }; f"\n',
  );
  expect(await refresh('b', env)).toMatchObject({ revision: expect.any(String) });
  expect(asked[0]).toBeUndefined();
});

test('a password in the URL is not told', async () => {
  await using server = await gitServer();
  server.answer((_, response) => !!response.writeHead(403).end());
  const source = server.url.replace('//', '//me:hunter2@');
  const error = await make()
    .refresh({ source }, { into: await server.empty('i'), signal })
    .catch((e: Error) => e);
  expect(error).toMatchObject({ code: 'git_failed', message: expect.stringMatching(/^git fetch: .*403/s) });
  expect(String((error as Error).message)).not.toContain('hunter2');
});

test('links come as links, and lead out of nothing', async () => {
  await using server = await gitServer();
  await symlink('/etc', join(server.repository, 'out'));
  await symlink('real', join(server.repository, 'in'));
  await server.commit({ 'real/x': '', '.claude-plugin/keep': '' });
  const fetch = async (path: string) =>
    make().fetch({ type: 'git', url: server.url, path }, { into: await server.empty(path), root: '/none', signal });
  await expect(fetch('out')).rejects.toMatchObject({ code: 'plugin_outside' });
  await expect(fetch('in')).rejects.toMatchObject({ code: 'plugin_not_found' });
  await expect(fetch('out/passwd')).rejects.toMatchObject({ code: 'git_path_missing' });
  const into = await server.empty('whole');
  await make().refresh({ source: server.url }, { into, signal });
  expect(await readlink(join(into, 'out'))).toBe('/etc');
  expect(await there(join(into, '.git'))).toBe(false);
});
