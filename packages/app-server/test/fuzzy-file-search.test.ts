import { symlink } from 'node:fs/promises';
import { definePlugin } from '@tenon/plugin-api';
import { fileSearch } from '@tenon/plugin-api/file-search';
import { expect, test } from 'vitest';
import { machineServer } from './machine.ts';
import type { Message } from './schemas.ts';

/** Lists those names, in batches, each after `wait`. */
const listing = (batches: readonly (readonly string[])[], wait: () => Promise<void> = async () => {}) =>
  definePlugin({
    id: 'test.file-search',
    register: () => [
      fileSearch.provide(() => ({
        async *list(_, signal) {
          for (const batch of batches) {
            await wait();
            signal.throwIfAborted();
            yield batch;
          }
        },
      })),
    ],
  });

test('files and folders are found, the best first, with the characters that match', async () => {
  const plugins = [listing([['src/server/main.ts', 'docs/seventh.md', 'src/😀/map.ts']])];
  await using server = await machineServer({}, { plugins });
  const client = await server.ready();
  const root = server.path;
  const { files } = await client.request('fuzzyFileSearch', { roots: [root, root], query: 'server' });
  expect(files.map(({ path, match_type }) => [path, match_type])).toEqual([
    ['src/server', 'directory'],
    ['src/server/main.ts', 'file'],
  ]);
  expect(files[0]).toEqual({
    root,
    path: 'src/server',
    match_type: 'directory',
    file_name: 'server',
    score: expect.any(Number),
    indices: [4, 5, 6, 7, 8, 9],
  });
  const astral = await client.request('fuzzyFileSearch', { roots: [root], query: 'map' });
  expect(astral.files[0]).toMatchObject({ path: 'src/😀/map.ts', indices: [6, 7, 8] });
  expect(await client.request('fuzzyFileSearch', { roots: [root], query: '' })).toEqual({ files: [] });
  expect(await client.request('fuzzyFileSearch', { roots: [], query: 'x' })).toEqual({ files: [] });
  expect((await client.refused('fuzzyFileSearch', { roots: [`${root}/none`], query: 'x' })).data).toMatchObject({
    code: 'not_a_directory',
  });
});

test('a later search with the same token cuts the one before short', async () => {
  const first = Promise.withResolvers<void>();
  let calls = 0;
  const wait = () => (calls++ === 0 ? first.promise : Promise.resolve());
  await using server = await machineServer({}, { plugins: [listing([['alpha']], wait)] });
  const client = await server.ready();
  const search = () =>
    client.request('fuzzyFileSearch', { roots: [server.path], query: 'alpha', cancellationToken: 't' });
  const older = search();
  await expect.poll(() => calls).toBe(1);
  const newer = await search();
  first.resolve();
  expect(await older).toEqual({ files: [] });
  expect(newer.files.map(({ path }) => path)).toEqual(['alpha']);
});

test('a session tells of each query, also of files that are listed later, and of its end', async () => {
  const gate = Promise.withResolvers<void>();
  let calls = 0;
  const wait = () => (calls++ === 1 ? gate.promise : Promise.resolve());
  await using server = await machineServer({}, { plugins: [listing([['alpha'], ['alphabet']], wait)] });
  const client = await server.ready();
  const sessionId = 's';
  expect((await client.refused('fuzzyFileSearch/sessionUpdate', { sessionId, query: 'a' })).message).toBe(
    'fuzzy file search session not found: s',
  );
  expect((await client.refused('fuzzyFileSearch/sessionStart', { sessionId: '', roots: [] })).message).toContain(
    'empty',
  );
  await client.request('fuzzyFileSearch/sessionStart', { sessionId, roots: [server.path] });
  await client.request('fuzzyFileSearch/sessionUpdate', { sessionId, query: 'zzz' });
  await client.request('fuzzyFileSearch/sessionUpdate', { sessionId, query: 'alpha' });
  gate.resolve();
  await client.until(({ method }) => method === 'fuzzyFileSearch/sessionCompleted');
  const last = client.notifications('fuzzyFileSearch/sessionUpdated').at(-1) as {
    query: string;
    files: { path: string }[];
  };
  expect(last.query).toBe('alpha');
  expect(last.files.map(({ path }) => path)).toEqual(['alpha', 'alphabet']);
  await client.request('fuzzyFileSearch/sessionUpdate', { sessionId, query: 'bet' });
  const found = (message: Message) =>
    message.method === 'fuzzyFileSearch/sessionUpdated' && (message.params as { query: string }).query === 'bet';
  expect((await client.until(found)).params).toMatchObject({ sessionId, files: [{ path: 'alphabet' }] });
  await client.request('fuzzyFileSearch/sessionStop', { sessionId });
  await client.request('fuzzyFileSearch/sessionStop', { sessionId });
  expect((await client.refused('fuzzyFileSearch/sessionUpdate', { sessionId, query: 'a' })).data).toMatchObject({
    code: 'session_not_found',
  });
});

test('others are answered while 100,000 files are searched', async () => {
  const names = Array.from({ length: 100_000 }, (_, n) => `packages/p${n % 97}/src/dir${n % 1000}/name-${n}.ts`);
  await using server = await machineServer({ f: '' }, { plugins: [listing([names])] });
  const client = await server.ready();
  await client.request('fs/getMetadata', { path: `${server.path}/f` });
  let searched = false;
  const searching = client.request('fuzzyFileSearch', { roots: [server.path], query: 'name' }).then(({ files }) => {
    searched = true;
    return files;
  });
  let answers = 0;
  while (!searched) {
    await client.request('fs/getMetadata', { path: `${server.path}/f` });
    answers += 1;
  }
  expect(await searching).toHaveLength(50);
  expect(answers).toBeGreaterThan(10);
});

test('without a plugin that lists files it is unsupported', async () => {
  await using server = await machineServer();
  const client = await server.ready();
  expect((await client.refused('fuzzyFileSearch', { roots: [server.path], query: 'x' })).data).toMatchObject({
    code: 'unsupported',
  });
});

test('what may not be read is not found, by no link either', async () => {
  const names = ['a.txt', 'keys/a.key', 'open/a.txt', 'open/a.pem', 'link/a.key', 'link.key', 'gone/a.txt'];
  const requirements = {
    values: { permissions: { filesystem: { deny_read: ['/**/keys', '/**/*.pem'] } } },
    setBy: {},
  };
  await using server = await machineServer(
    { 'a.txt': '', 'keys/a.key': '', 'open/a.txt': '', 'open/a.pem': '' },
    { plugins: [listing([names.slice(0, 3), names.slice(3)])], requirements },
  );
  await symlink('keys', `${server.path}/link`);
  await symlink('open/a.txt', `${server.path}/link.key`);
  const client = await server.ready();
  const { files } = await client.request('fuzzyFileSearch', { roots: [server.path], query: 'a' });
  expect(files.map(({ path }) => path).toSorted()).toEqual(['a.txt', 'open/a.txt']);
  const linked = await client.request('fuzzyFileSearch', { roots: [server.path], query: 'key' });
  expect(linked.files.map(({ path }) => path)).toEqual(['link.key']);
  const root = await client.refused('fuzzyFileSearch', { roots: [`${server.path}/link`], query: 'a' });
  expect(root).toMatchObject({ message: expect.stringContaining('is not permitted') });
});
