import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { toolHarness } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { base64, machineServer, plain } from './machine.ts';

test('files are written, read, described, listed, copied and removed', async () => {
  await using server = await machineServer();
  const { path } = server;
  const client = await server.ready();
  expect(await client.request('fs/createDirectory', { path: `${path}/a/b` })).toEqual({});
  await client.request('fs/writeFile', { path: `${path}/a/b/f`, dataBase64: base64('grüße') });
  const { dataBase64 } = await client.request('fs/readFile', { path: `${path}/a/b/f` });
  expect(plain(dataBase64)).toBe('grüße');
  expect(await client.request('fs/getMetadata', { path: `${path}/a/b/f` })).toMatchObject({
    isFile: true,
    isDirectory: false,
    isSymlink: false,
    modifiedAtMs: expect.closeTo(Date.now(), -5),
  });
  await client.request('fs/copy', { sourcePath: `${path}/a`, destinationPath: `${path}/c`, recursive: true });
  expect(readFileSync(`${path}/c/b/f`, 'utf8')).toBe('grüße');
  expect(await client.request('fs/readDirectory', { path: `${path}/c/b` })).toEqual({
    entries: [{ fileName: 'f', isFile: true, isDirectory: false }],
  });
  await client.request('fs/remove', { path: `${path}/c` });
  await client.request('fs/remove', { path: `${path}/c` });
  expect((await client.refused('fs/remove', { path: `${path}/c`, force: false })).data).toMatchObject({
    code: 'file_not_found',
  });
  expect((await client.refused('fs/remove', { path: `${path}/a`, recursive: false })).data).toMatchObject({
    code: 'directory_not_empty',
  });
  expect(server.errors).toEqual([]);
});

test('links are told by what they lead to, and as links', async () => {
  await using server = await machineServer({ 'd/f': '' });
  const { path } = server;
  symlinkSync('d', `${path}/to-d`);
  symlinkSync('nowhere', `${path}/lost`);
  const client = await server.ready();
  const told = (name: string) => client.request('fs/getMetadata', { path: `${path}/${name}` });
  expect(await told('to-d')).toMatchObject({ isDirectory: true, isFile: false, isSymlink: true });
  expect(await told('lost')).toMatchObject({ isDirectory: false, isFile: false, isSymlink: true });
  await client.request('fs/remove', { path: `${path}/to-d` });
  expect(readFileSync(`${path}/d/f`, 'utf8')).toBe('');
});

test.each([
  ['', 'path_not_absolute'],
  ['a/b', 'path_not_absolute'],
  ['~/a', 'path_not_absolute'],
  ['/a\0b', 'path_invalid'],
  ['/a\ud800b', 'path_invalid'],
  ['/a'.repeat(10_000), 'path_too_long'],
])('the path %j is refused at once, by every method', async (path, code) => {
  await using server = await machineServer();
  const client = await server.ready();
  const began = performance.now();
  for (const [method, params] of [
    ['fs/readFile', { path }],
    ['fs/writeFile', { path, dataBase64: '' }],
    ['fs/createDirectory', { path }],
    ['fs/getMetadata', { path }],
    ['fs/readDirectory', { path }],
    ['fs/remove', { path }],
    ['fs/copy', { sourcePath: '/x', destinationPath: path }],
    ['fs/watch', { watchId: 'w', path }],
    ['fuzzyFileSearch', { roots: [path], query: 'x' }],
  ] as const) {
    const { data, message } = await client.refused(method, params);
    expect(data).toMatchObject({ code });
    expect(message.length).toBeLessThan(300);
  }
  expect(performance.now() - began).toBeLessThan(2000);
});

test('what is no base64 is refused, and nothing is written', async () => {
  await using server = await machineServer();
  const client = await server.ready();
  const path = `${server.path}/f`;
  for (const dataBase64 of ['!', 'YQ', 'YQ=', 'Y Q==', 'YR==', 'ä']) {
    expect((await client.refused('fs/writeFile', { path, dataBase64 })).data).toMatchObject({ code: 'base64_invalid' });
  }
  expect((await client.refused('fs/readFile', { path })).data).toMatchObject({ code: 'file_not_found', file: path });
});

test('what is not there, no file, no folder or too large is told by its code', async () => {
  await using server = await machineServer({ f: '', big: '' });
  const { path } = server;
  mkdirSync(`${path}/d`);
  truncateSync(`${path}/big`, 64 * 1024 * 1024 + 1);
  const client = await server.ready();
  const code = async (method: string, params: object) => (await client.refused(method, params)).data;
  expect(await code('fs/readFile', { path: `${path}/d` })).toMatchObject({ code: 'is_a_directory' });
  expect(await code('fs/readFile', { path: '/dev/zero' })).toMatchObject({ code: 'not_a_file' });
  expect(await code('fs/readFile', { path: `${path}/big` })).toMatchObject({ code: 'file_too_large' });
  expect(await code('fs/readDirectory', { path: `${path}/f` })).toMatchObject({ code: 'not_a_directory' });
  expect(await code('fs/writeFile', { path: `${path}/none/f`, dataBase64: '' })).toMatchObject({
    code: 'file_not_found',
  });
  expect(await code('fs/createDirectory', { path: `${path}/d`, recursive: false })).toMatchObject({
    code: 'already_exists',
  });
});

test('a watch tells of changes in one go, until it is ended or its client leaves', async () => {
  await using server = await machineServer({ 'd/f': '' });
  const { path } = server;
  const client = await server.ready();
  const other = await server.ready();
  expect(await client.request('fs/watch', { watchId: 'w', path: `${path}/d/` })).toEqual({ path: `${path}/d` });
  expect((await client.refused('fs/watch', { watchId: 'w', path })).message).toBe('watchId already exists: w');
  await other.request('fs/watch', { watchId: 'w', path: `${path}/d` });
  writeFileSync(`${path}/d/b`, '1');
  writeFileSync(`${path}/d/a`, '1');
  const { params } = await client.until(({ method }) => method === 'fs/changed');
  expect(params).toEqual({ watchId: 'w', changedPaths: [`${path}/d/a`, `${path}/d/b`] });
  await other.until(({ method }) => method === 'fs/changed');
  expect(await client.request('fs/unwatch', { watchId: 'w' })).toEqual({});
  await client.request('fs/unwatch', { watchId: 'w' });
  const told = client.notifications('fs/changed').length;
  chmodSync(`${path}/d/f`, 0o600);
  writeFileSync(`${path}/d/c`, '1');
  await other.until(({ method, params: given }) => method === 'fs/changed' && JSON.stringify(given).includes('/d/c'));
  expect(client.notifications('fs/changed')).toHaveLength(told);
  expect((await client.refused('fs/watch', { watchId: 'x', path: `${path}/none/f` })).data).toMatchObject({
    code: 'file_not_found',
  });
});

test('a watch that ends by itself is told to its client, and its id is free again', async () => {
  const { environment } = toolHarness({ cwd: '/' }).context;
  let fail: (error: Error) => void = () => {};
  const files: FileSystem = {
    ...environment.files,
    watch: async (_, listener) => {
      fail = listener.failed;
      return () => {};
    },
  };
  await using server = await machineServer({}, { machine: { ...environment, files } });
  const client = await server.ready();
  const watch = { watchId: 'w', path: server.path };
  await client.request('fs/watch', watch);
  fail(new Error('the folder was unmounted'));
  const { params } = await client.until(({ method }) => method === 'warning');
  expect(params).toEqual({ message: `the watch w of ${server.path} has ended: the folder was unmounted` });
  expect(server.errors).toMatchObject([{ message: 'the folder was unmounted' }]);
  expect(await client.request('fs/watch', watch)).toEqual({ path: server.path });
});
