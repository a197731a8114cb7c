import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testPlugin } from '@tenon/testing/plugin';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Config } from './config.ts';
import plugin from './index.ts';
import { localMarketplaces } from './local-marketplaces.ts';

testPlugin(plugin, { config: { home: '/home/u' }, invalidConfig: { home: 1 } });

let folder: string;
const { signal } = new AbortController();
const file = '.agents/plugins/marketplace.json';

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tenon-marketplace-local-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text = '{"name":"m","plugins":[{"name":"p","source":"./p"}]}') {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}
const make = (config: Record<string, unknown> = {}) => localMarketplaces(Config.parse(config));
const discover = async (cwds: readonly string[], config: Record<string, unknown> = {}) => {
  const found = await make(config).discover?.({ cwds: cwds.map((cwd) => join(folder, cwd)), signal });
  return found?.map(({ source }) => source.replace(folder, ''));
};

test("the user's home, and the root of the project of each folder", async () => {
  await write(`home/${file}`);
  await write('p/.git/HEAD');
  await write('p/a/b/x');
  await write(`p/a/${file}`);
  await write('q/.git');
  await write('q/.claude-plugin/marketplace.json');
  const home = join(folder, 'home');
  expect(await discover(['p/a/b', 'q', 'q'], { home })).toEqual(['/home', '/q']);
  await write(`p/${file}`);
  expect(await discover(['p/a/b', 'q', 'q'], { home })).toEqual(['/home', '/p', '/q']);
  expect(await discover([], { home })).toEqual(['/home']);
  expect(await discover([])).toEqual([]);
  expect(await discover(['p/a/b'], { project_root_markers: ['b'] })).toEqual(['/p/a']);
});

test('a marketplace is used where it is, and its plugins too', async () => {
  await write(`m/${file}`);
  await write('m/p/x');
  const root = join(folder, 'm');
  const local = make();
  expect(await local.refresh({ source: root }, { into: '/none', signal })).toEqual({ root });
  const { marketplace } = await local.list(root, signal);
  const source = marketplace?.entries[0]?.source;
  if (!source) throw new Error('there is no entry');
  expect(await local.fetch(source, { into: '/none', root, signal })).toEqual({
    type: 'folder',
    path: join(root, 'p'),
    source,
  });
});

test('a folder that is not there, a file, a relative path and a ref are refused', async () => {
  await write('file');
  const refresh = (source: string, ref?: string) =>
    make().refresh({ source, ...(ref && { ref }) }, { into: '/none', signal });
  const refused = { code: 'marketplace_source_invalid', plugin: 'tenon.marketplace-local' };
  await expect(refresh(join(folder, 'none'))).rejects.toMatchObject(refused);
  await expect(refresh(join(folder, 'none'))).rejects.toThrow(
    'failed to resolve local marketplace source path: ENOENT',
  );
  await expect(refresh(join(folder, 'file'))).rejects.toMatchObject(refused);
  await expect(refresh('.')).rejects.toMatchObject(refused);
  await expect(refresh(folder, 'main')).rejects.toMatchObject(refused);
});

test('what is not local is fetched by others', async () => {
  const source = { type: 'git', url: 'https://h/r.git' } as const;
  await expect(make().fetch(source, { into: '/none', root: folder, signal })).rejects.toMatchObject({
    code: 'unsupported',
  });
});
