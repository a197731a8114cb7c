// fs/* and fs/watch through the real program.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Client, connect } from '@tenon/client';
import { webSocket } from '@tenon/client/websocket';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { listening, refusal, spawned } from './connections.ts';
import { type World, world } from './program.ts';

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const base64 = (text: string | Uint8Array) => Buffer.from(text as Uint8Array).toString('base64');

let w: World;
let client: Client;
let root: string;
let count = 0;
beforeAll(async () => {
  w = await world();
  client = await connect({ transport: spawned(w) });
});
afterAll(async () => {
  await client.close();
  await w[Symbol.asyncDispose]();
});
beforeEach(() => {
  count += 1;
  root = join(w.cwd, `t${count}`);
  mkdirSync(root);
});

const at = (...parts: string[]) => join(root, ...parts);
const refused = async (work: Promise<unknown>, code: string) => {
  const error = await refusal(work);
  expect(error).toMatchObject({ message: expect.any(String), data: { code, mend: expect.any(String) } });
  return error;
};

test('bytes go in and out as they are, and a file keeps its mode and its place', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, n) => (n * 7) % 256);
  await client.request('fs/writeFile', { path: at('f'), dataBase64: base64(bytes) });
  expect(readFileSync(at('f')).equals(bytes)).toBe(true);
  const { dataBase64 } = await client.request('fs/readFile', { path: at('f') });
  expect(Buffer.from(dataBase64, 'base64').equals(bytes)).toBe(true);
  chmodSync(at('f'), 0o750);
  await client.request('fs/writeFile', { path: at('f'), dataBase64: '' });
  expect([readFileSync(at('f'), 'utf8'), lstatSync(at('f')).mode & 0o777]).toEqual(['', 0o750]);
  await refused(client.request('fs/writeFile', { path: at('f'), dataBase64: 'no base64' }), 'base64_invalid');
  await refused(client.request('fs/writeFile', { path: at('none/f'), dataBase64: '' }), 'file_not_found');
  await refused(client.request('fs/writeFile', { path: root, dataBase64: '' }), 'is_a_directory');
  await refused(client.request('fs/readFile', { path: root }), 'is_a_directory');
  await refused(client.request('fs/readFile', { path: at('f/below') }), 'not_a_directory');
});

test('folders are made with their parents or without, listed with kinds, and removed', async () => {
  await refused(client.request('fs/createDirectory', { path: at('a/b'), recursive: false }), 'file_not_found');
  await client.request('fs/createDirectory', { path: at('a/b') });
  await client.request('fs/createDirectory', { path: at('a/b') });
  await refused(client.request('fs/createDirectory', { path: at('a/b'), recursive: false }), 'already_exists');
  writeFileSync(at('a/grüße 😀\n'), '');
  symlinkSync('b', at('a/link'));
  symlinkSync('nowhere', at('a/lost'));
  const { entries } = await client.request('fs/readDirectory', { path: at('a') });
  expect(entries.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))).toEqual([
    { fileName: 'b', isDirectory: true, isFile: false },
    { fileName: 'grüße 😀\n', isDirectory: false, isFile: true },
    { fileName: 'link', isDirectory: true, isFile: false },
    { fileName: 'lost', isDirectory: false, isFile: false },
  ]);
  await refused(client.request('fs/remove', { path: at('a'), recursive: false }), 'directory_not_empty');
  await client.request('fs/remove', { path: at('a') });
  expect(existsSync(at('a'))).toBe(false);
  expect(await client.request('fs/remove', { path: at('a') })).toEqual({});
  await refused(client.request('fs/remove', { path: at('a'), force: false }), 'file_not_found');
  await refused(client.request('fs/readDirectory', { path: at('a') }), 'file_not_found');
});

test('files, links and folders are copied; what lies at the goal is told', async () => {
  mkdirSync(at('from/deep'), { recursive: true });
  writeFileSync(at('from/deep/f'), 'f', { mode: 0o700 });
  symlinkSync('deep/f', at('from/link'));
  const copy = (from: string, to: string, recursive?: boolean) =>
    client.request('fs/copy', { sourcePath: at(from), destinationPath: at(to), ...(recursive && { recursive }) });
  await refused(copy('from', 'to'), 'is_a_directory');
  await copy('from', 'to', true);
  expect([readFileSync(at('to/deep/f'), 'utf8'), readlinkSync(at('to/link'))]).toEqual(['f', 'deep/f']);
  expect(lstatSync(at('to/deep/f')).mode & 0o777).toBe(0o700);
  writeFileSync(at('g'), 'g');
  await copy('g', 'to/deep/f');
  expect(readFileSync(at('to/deep/f'), 'utf8')).toBe('g');
  await refused(copy('from', 'from/deep/again', true), 'file_operation_invalid');
  await refused(copy('none', 'x'), 'file_not_found');
  await refused(copy('g', 'none/x'), 'file_not_found');
  execFileSync('mkfifo', [at('pipe')]);
  await refused(copy('pipe', 'x'), 'file_operation_invalid');
  await refused(client.request('fs/readFile', { path: at('pipe') }), 'not_a_file');
  await refused(client.request('fs/writeFile', { path: at('pipe'), dataBase64: '' }), 'not_a_file');
});

test('links out of a folder are followed to read and write, and removed as links', async () => {
  mkdirSync(at('outside'));
  writeFileSync(at('outside/kept'), 'kept');
  mkdirSync(at('in'));
  symlinkSync('../outside', at('in/folder'));
  symlinkSync('../outside/kept', at('in/file'));
  symlinkSync('loop', at('in/loop'));
  expect(await client.request('fs/readFile', { path: at('in/folder/kept') })).toEqual({ dataBase64: base64('kept') });
  await client.request('fs/writeFile', { path: at('in/file'), dataBase64: base64('new') });
  expect([readFileSync(at('outside/kept'), 'utf8'), lstatSync(at('in/file')).isSymbolicLink()]).toEqual(['new', true]);
  expect(await client.request('fs/getMetadata', { path: at('in/folder') })).toMatchObject({
    isDirectory: true,
    isFile: false,
    isSymlink: true,
  });
  // `..` is taken out of the path before any link is followed, as in the peer.
  expect(await client.request('fs/readFile', { path: at('in/folder/../file') })).toEqual({ dataBase64: base64('new') });
  await refused(client.request('fs/readFile', { path: at('in/loop') }), 'too_many_links');
  await client.request('fs/remove', { path: at('in') });
  expect([existsSync(at('in')), readFileSync(at('outside/kept'), 'utf8')]).toEqual([false, 'new']);
});

test.each([
  ['a/b', 'path_not_absolute'],
  ['', 'path_not_absolute'],
  ['~/a', 'path_not_absolute'],
  ['/a\0b', 'path_invalid'],
  ['/a\ud800', 'path_invalid'],
])('the path %j is refused by every method, and nothing is done', async (path, code) => {
  const other = at('f');
  writeFileSync(other, '');
  for (const work of [
    client.request('fs/readFile', { path }),
    client.request('fs/writeFile', { path, dataBase64: '' }),
    client.request('fs/createDirectory', { path }),
    client.request('fs/getMetadata', { path }),
    client.request('fs/readDirectory', { path }),
    client.request('fs/remove', { path }),
    client.request('fs/copy', { sourcePath: path, destinationPath: other }),
    client.request('fs/copy', { sourcePath: other, destinationPath: path }),
    client.request('fs/watch', { path, watchId: 'refused' }),
  ]) {
    expect((await refused(work, code)).code).toBe(-32600);
  }
});

test('a watch tells of what is made, changed, replaced and removed, until it is ended', async () => {
  mkdirSync(at('d'));
  writeFileSync(at('d/f'), '1');
  writeFileSync(at('file'), '1');
  const told = client.notifications('fs/changed');
  /** Waits until a change of that path is told. */
  const until = async (watchId: string, path: string) => {
    for (;;) {
      const { value, done } = await told.next();
      if (done) throw new Error('the connection ended');
      const { params } = value;
      expect(params.changedPaths).toEqual([...new Set(params.changedPaths)].sort());
      if (params.watchId === watchId && params.changedPaths.includes(path)) return;
    }
  };
  expect(await client.request('fs/watch', { watchId: 'd', path: at('d/.') })).toEqual({ path: at('d') });
  expect(await client.request('fs/watch', { watchId: 'f', path: at('file') })).toEqual({ path: at('file') });
  await refused(client.request('fs/watch', { watchId: 'd', path: root }), 'watch_id_in_use');
  await refused(client.request('fs/watch', { watchId: 'x', path: at('none/f') }), 'file_not_found');
  writeFileSync(at('d/new'), '');
  await until('d', at('d/new'));
  await client.request('fs/writeFile', { path: at('d/f'), dataBase64: base64('2') });
  await until('d', at('d/f'));
  rmSync(at('d/f'));
  await until('d', at('d/f'));
  writeFileSync(at('other'), '2');
  renameSync(at('other'), at('file'));
  await until('f', at('file'));
  writeFileSync(at('file'), 'changed in place');
  await until('f', at('file'));
  rmSync(at('d'), { recursive: true });
  await until('d', at('d'));
  mkdirSync(at('d'));
  await until('d', at('d'));
  // Its folder is watched again some time after it is back.
  const again = setInterval(() => writeFileSync(at('d/back'), String(performance.now())), 100);
  await until('d', at('d/back'));
  clearInterval(again);
  await client.request('fs/unwatch', { watchId: 'd' });
  await client.request('fs/unwatch', { watchId: 'never made' });
  const after = client.notifications('fs/changed');
  writeFileSync(at('d/silent'), '');
  writeFileSync(at('file'), 'loud');
  const { value } = await after.next();
  expect(value?.params).toEqual({ watchId: 'f', changedPaths: [at('file')] });
  await client.request('fs/unwatch', { watchId: 'f' });
});

test('over a websocket a watch belongs to its client', async () => {
  const { url } = await listening(w, 'ws://127.0.0.1:0');
  await using first = await connect({ transport: webSocket({ url }) });
  await using second = await connect({ transport: webSocket({ url }) });
  const heard = first.notifications('fs/changed');
  const others: unknown[] = [];
  second.subscribe({ event: ({ method, params }) => method === 'fs/changed' && others.push(params), end: () => {} });
  await first.request('fs/watch', { watchId: 'same', path: at('one') });
  await second.request('fs/watch', { watchId: 'same', path: at('two') });
  writeFileSync(at('one'), '');
  expect((await heard.next()).value?.params).toEqual({ watchId: 'same', changedPaths: [at('one')] });
  expect(others).toEqual([]);
});
