import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchLocalPlugin, readMarketplace } from './index.ts';

let folder: string;
let root: string;
const { signal } = new AbortController();

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tenon-marketplaces-')));
  root = join(folder, 'm');
  await mkdir(root);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text = '{"name":"m","plugins":[]}') {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
const peers = '.agents/plugins/marketplace.json';
const claudes = '.claude-plugin/marketplace.json';

test("the peer's file comes before Claude Code's", async () => {
  await write(claudes, '{"name":"claude","plugins":[{"name":"p","source":"./"}]}');
  expect(await readMarketplace(root, signal)).toMatchObject({
    marketplace: { name: 'claude', path: join(root, claudes), entries: [{ source: { path: root } }] },
  });
  await write(peers, '{"name":"peer","plugins":[]}');
  expect((await readMarketplace(root, signal)).marketplace?.name).toBe('peer');
  await write(peers, '{');
  expect(await readMarketplace(root, signal)).toMatchObject({ problems: [{ path: join(root, peers) }] });
});

test('no file is a problem, and so is no folder', async () => {
  for (const place of [root, join(root, 'none')])
    expect(await readMarketplace(place, signal)).toEqual({
      problems: [{ path: place, message: 'marketplace root does not contain a supported manifest' }],
    });
});

test('a file that a link leads to must be in the root', async () => {
  await writeFile(join(folder, 'out.json'), '{"name":"out","plugins":[]}');
  await mkdir(join(root, '.claude-plugin'));
  await symlink(join(folder, 'out.json'), join(root, claudes));
  expect(await readMarketplace(root, signal)).toEqual({
    problems: [{ path: join(root, claudes), message: 'a link leads out of the marketplace' }],
  });
  await rm(join(root, claudes));
  await write('other.json');
  await symlink('../other.json', join(root, claudes));
  expect((await readMarketplace(root, signal)).marketplace?.name).toBe('m');
});

test('a link to itself, a folder, a pipe and a file without end are problems, told at once', async () => {
  await mkdir(join(root, '.claude-plugin'));
  const path = join(root, claudes);
  const problem = async () => (await readMarketplace(root, signal)).problems[0];
  await symlink(path, path);
  expect(await problem()).toMatchObject({ path, message: expect.stringContaining('ELOOP') });
  await rm(path);
  await mkdir(path);
  expect(await problem()).toMatchObject({ path });
  await rm(path, { recursive: true });
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [path]);
    expect(await problem()).toEqual({ path, message: 'it is no file' });
    await rm(path);
  }
  await writeFile(path, '');
  await truncate(path, 9 * 1024 * 1024);
  expect(await problem()).toEqual({ path, message: 'it is larger than 8 MiB' });
});

test('an aborted signal rejects', async () => {
  await expect(readMarketplace(root, AbortSignal.abort())).rejects.toThrow('abort');
});

test('a local plugin is used where it is', async () => {
  await write('plugins/x/file');
  const source = { type: 'local', path: join(root, 'plugins/x') } as const;
  expect(await fetchLocalPlugin(source, root)).toEqual({ type: 'folder', path: source.path, source });
});

test('a local plugin is a folder in the marketplace, links followed', async () => {
  await write('file');
  await mkdir(join(folder, 'm-beside'));
  await symlink('../m-beside', join(root, 'out'));
  const fetch = (path: string) => fetchLocalPlugin({ type: 'local', path: join(root, path) }, root);
  await expect(fetch('none')).rejects.toMatchObject({ code: 'plugin_not_found' });
  await expect(fetch('file')).rejects.toMatchObject({ code: 'plugin_not_found' });
  await expect(fetch('out')).rejects.toMatchObject({ code: 'plugin_outside' });
  await expect(fetch('..')).rejects.toMatchObject({ code: 'plugin_outside' });
  expect(await fetch('.')).toMatchObject({ path: root });
});

test('another source is refused by name', async () => {
  await expect(fetchLocalPlugin({ type: 'npm', package: 'p' }, root)).rejects.toMatchObject({ code: 'unsupported' });
});
