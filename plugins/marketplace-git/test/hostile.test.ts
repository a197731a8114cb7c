import { access, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Config } from '../src/config.ts';
import { gitMarketplaces } from '../src/git-marketplaces.ts';
import { gitServer } from './git-server.ts';

const { signal } = new AbortController();
const base = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };
const make = (options: Record<string, unknown> = {}) =>
  gitMarketplaces(Config.parse({ env: base, ...options }), signal);
const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test('filters, hooks and the watcher of the user are not run, and files come byte for byte', async () => {
  await using server = await gitServer();
  const filter = await server.trap('filter');
  const hook = await server.trap('hook');
  const watcher = await server.trap('watcher');
  const templates = join(server.folder, 'templates/hooks');
  await mkdir(templates, { recursive: true });
  for (const name of ['post-checkout', 'reference-transaction', 'post-index-change', 'fsmonitor-watchman']) {
    await writeFile(join(templates, name), await readFile(hook.path));
    await chmod(join(templates, name), 0o755);
  }
  const bytes = Buffer.from('a\r\nb\n$Id$ ü\0', 'utf8');
  await server.commit({ x: bytes, sub: 'lf\n' });
  await server.commit({ '.gitattributes': '* filter=evil text eol=crlf ident working-tree-encoding=UTF-16\n' });
  const env = await server.userConfig(
    [
      `[filter "evil"]\n smudge = ${filter.path}\n process = ${filter.path}\n required = true`,
      `[core]\n hooksPath = ${templates}\n fsmonitor = ${watcher.path}\n autocrlf = true`,
      `[init]\n templateDir = ${join(server.folder, 'templates')}`,
    ].join('\n'),
  );
  const into = await server.empty('i');
  await make({ env }).refresh({ source: server.url }, { into, signal });
  expect(await readFile(join(into, 'x'))).toEqual(bytes);
  expect(await readFile(join(into, 'sub'), 'utf8')).toBe('lf\n');
  for (const { marker } of [filter, hook, watcher]) expect(await there(marker)).toBe(false);
});

test('submodules are left where they are', async () => {
  await using server = await gitServer();
  const commit = await server.commit({ x: '', '.gitmodules': `[submodule "s"]\n path = s\n url = ${server.url}\n` });
  server.git('update-index', '--add', '--cacheinfo', `160000,${commit},s`);
  server.git('commit', '--quiet', '-m', 'c');
  const env = await server.userConfig('[submodule]\n recurse = true\n[fetch]\n recurseSubmodules = true\n');
  const into = await server.empty('i');
  await make({ env }).refresh({ source: server.url }, { into, signal });
  expect(await there(join(into, 's', 'x'))).toBe(false);
  expect(await there(join(into, 'x'))).toBe(true);
});

test("variables of the user's own work in git do not count", async () => {
  await using server = await gitServer();
  await server.commit({ x: '' });
  const trap = await server.trap('t');
  const mine = await server.empty('mine');
  const env = {
    ...base,
    GIT_DIR: mine,
    GIT_WORK_TREE: mine,
    GIT_INDEX_FILE: join(mine, 'index'),
    GIT_OBJECT_DIRECTORY: mine,
    GIT_EXTERNAL_DIFF: trap.path,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'protocol.ext.allow',
    GIT_CONFIG_VALUE_0: 'always',
    GIT_ALLOW_PROTOCOL: 'ext',
  };
  const into = await server.empty('i');
  await make({ env }).refresh({ source: server.url }, { into, signal });
  expect(await readdir(into)).toEqual(['x']);
  expect(await readdir(mine)).toEqual([]);
});

test.each(['ext::sh -c "touch /tmp/x"', 'file:///etc', '/etc', '--upload-pack=id', 'ssh://-oProxyCommand=id/x'])(
  'the URL %s is refused',
  async (source) => {
    const refused = { code: 'marketplace_source_invalid', plugin: 'tenon.marketplace-git' };
    await expect(make().refresh({ source }, { into: '/none', signal })).rejects.toMatchObject(refused);
    await expect(
      make().fetch({ type: 'git', url: source }, { into: '/none', root: '/none', signal }),
    ).rejects.toMatchObject(refused);
  },
);

test.each([
  { ref: '--upload-pack=id' },
  { ref: 'a:refs/heads/main' },
  { sparsePaths: ['../x'] },
  { sparsePaths: ['/etc'] },
])('with %j a marketplace is refused', async (rest) => {
  await expect(
    make().refresh({ source: 'https://127.0.0.1/r', ...rest }, { into: '/none', signal }),
  ).rejects.toMatchObject({
    code: 'marketplace_source_invalid',
  });
});

test('a URL that the configuration turns into a program or a folder is refused', async () => {
  await using server = await gitServer();
  const trap = await server.trap('t');
  await server.commit({ x: '' });
  for (const [name, instead] of [
    ['a', `ext::${trap.path} `],
    ['b', `file://${server.folder}/served/`],
    ['c', `${server.folder}/served/`],
  ]) {
    const env = await server.userConfig(
      `[url "${instead}"]\n insteadOf = https://h.test/\n[protocol]\n allow = always\n[protocol "ext"]\n allow = always\n`,
    );
    await expect(
      make({ env }).refresh({ source: 'https://h.test/r' }, { into: await server.empty(`${name}`), signal }),
    ).rejects.toMatchObject({ code: 'git_failed', message: expect.stringContaining('not allowed') });
  }
  expect(await there(trap.marker)).toBe(false);
});

test('more files, or larger ones, than may be are not written', async () => {
  await using server = await gitServer();
  await server.commit({ a: '', b: '', c: '' });
  const refresh = async (name: string, options: Record<string, unknown>, sparsePaths?: string[]) =>
    make(options).refresh(
      { source: server.url, ...(sparsePaths && { sparsePaths }) },
      { into: await server.empty(name), signal },
    );
  await expect(refresh('many', { max_files: 2 })).rejects.toMatchObject({ code: 'too_large' });
  expect(await readdir(join(server.folder, 'many'))).toEqual(['.git']);
  await refresh('some', { max_files: 3 });
  // Small on the way, large once it is there.
  await server.commit({ zeros: Buffer.alloc(3_000_000) });
  await expect(refresh('bomb', { max_bytes: 1_000_000 })).rejects.toMatchObject({ code: 'too_large' });
  await refresh('part', { max_bytes: 1_000_000 }, ['a']);
  // Large on the way, though none of it is wanted.
  await server.commit({
    noise: crypto.getRandomValues(Buffer.alloc(60_000)),
    more: crypto.getRandomValues(Buffer.alloc(60_000)),
  });
  await expect(refresh('large', { max_bytes: 100_000 }, ['a'])).rejects.toMatchObject({ code: 'too_large' });
});

test('a server that never answers costs its time and leaves nothing behind', async () => {
  await using server = await gitServer();
  server.answer(() => true);
  const into = await server.empty('i');
  await expect(make({ timeout_ms: 1500 }).refresh({ source: server.url }, { into, signal })).rejects.toMatchObject({
    code: 'git_timeout',
    message: expect.stringContaining('took more than 1500 ms'),
  });
});

test('an abort ends what is under way', async () => {
  await using server = await gitServer();
  const closed = Promise.withResolvers<void>();
  const controller = new AbortController();
  server.answer((request) => {
    request.socket.on('close', () => closed.resolve());
    controller.abort(new Error('enough'));
    return true;
  });
  const into = await server.empty('i');
  await expect(make().refresh({ source: server.url }, { into, signal: controller.signal })).rejects.toThrow('enough');
  // git's helper for http is a process of its own: it has gone too.
  await closed.promise;
});

test('HTML, nothing there, no such ref, no such path and no git are told', async () => {
  await using server = await gitServer();
  await server.commit({ x: '' });
  const refresh = async (name: string, rest: Record<string, unknown>, options: Record<string, unknown> = {}) =>
    make(options).refresh({ source: server.url, ...rest }, { into: await server.empty(name), signal });
  await expect(refresh('a', { ref: 'none' })).rejects.toMatchObject({
    code: 'git_failed',
    message: expect.stringContaining('none'),
  });
  await expect(refresh('b', { ref: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'git_failed' });
  await expect(refresh('c', { sparsePaths: ['none'] })).rejects.toMatchObject({ code: 'git_path_missing' });
  await expect(refresh('d', { source: `${server.url}/none` })).rejects.toMatchObject({ code: 'git_failed' });
  await expect(refresh('e', {}, { program: '/no/such/git' })).rejects.toMatchObject({ code: 'git_missing' });
  await expect(refresh('f', { source: 'http://127.0.0.1:1/r' })).rejects.toMatchObject({ code: 'git_failed' });
  server.answer(
    (_, response) => !!response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>'),
  );
  await expect(refresh('g', {})).rejects.toMatchObject({ code: 'git_failed' });
});

test('an empty repository is told, an empty tree is taken', async () => {
  await using server = await gitServer();
  await expect(make().refresh({ source: server.url }, { into: await server.empty('a'), signal })).rejects.toMatchObject(
    { code: 'git_failed' },
  );
  await server.commit({});
  const into = await server.empty('b');
  expect(await make().refresh({ source: server.url }, { into, signal })).toMatchObject({ root: into });
  expect(await make().list(into, signal)).toMatchObject({ problems: [{ path: into }] });
});

test('what a remote complains of moves no terminal', async () => {
  await using server = await gitServer();
  server.answer(
    (_, response) => !!response.writeHead(404, { 'content-type': 'text/plain' }).end('\u001b[2J\u0007gone\u009b1m'),
  );
  const into = await server.empty('i');
  const error = await make()
    .refresh({ source: server.url }, { into, signal })
    .catch((caught: Error) => caught.message);
  expect(error).toContain('gone');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  expect(error).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
