import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { builtInProfile, withWritableRoots } from '@tenon/sandboxing';
import { temporaryFolder } from '@tenon/testing/tool';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boundRequest } from './bound-request.ts';
import { globFolders } from './glob-folders.ts';
import { createListings } from './listings.ts';
import { lookAround } from './look.ts';
import { realPath } from './real-path.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder({
    'ws/.git/config': '',
    'ws/n/repo/.git/config': '',
    'ws/n/tree/.git': 'gitdir: ../repo/.git',
    'ws/n/repo/.git/nested/.git/x': '',
    'tmp/other/.git/config': '',
    'more/lib/.git/config': '',
  });
});
afterEach(() => folder[Symbol.asyncDispose]());

const workspace = () => {
  const profile = withWritableRoots(builtInProfile(':workspace') ?? { type: 'disabled' }, [`${folder.path}/more`]);
  return boundRequest({ profile, cwd: `${folder.path}/ws`, tmpdir: `${folder.path}/tmp` });
};
const metadataOf = async (limits?: Parameters<typeof lookAround>[3], listings = createListings()) =>
  (await lookAround(workspace(), listings, 'tenon.test', limits)).metadata
    .map((path) => path.replace(folder.path, ''))
    .toSorted();

describe('metadata of nested repositories', () => {
  test('is found in what may be written, not in temporary folders, and not within other metadata', async () => {
    expect(await metadataOf()).toEqual(['/more/lib/.git', '/ws/n/repo/.git', '/ws/n/tree/.git']);
  });

  test('is found again behind any number of folders, as long as it is there', async () => {
    const listings = createListings();
    const all = await metadataOf({ metadataFolders: 1 }, listings);
    expect(all).toEqual(['/more/lib/.git', '/ws/n/repo/.git', '/ws/n/tree/.git']);
    rmSync(`${folder.path}/ws/n/tree`, { recursive: true });
    mkdirSync(`${folder.path}/ws/n/later/.git`, { recursive: true });
    expect(await metadataOf({ metadataFolders: 1 }, listings)).toEqual(['/more/lib/.git', '/ws/n/repo/.git']);
    expect(await metadataOf({}, listings)).toContain('/ws/n/later/.git');
    expect(await metadataOf({ metadataFolders: 1 }, listings)).toContain('/ws/n/later/.git');
  });

  test('is looked for everywhere at first, or nothing is run', async () => {
    await expect(metadataOf({ maxFolders: 2 })).rejects.toMatchObject({
      code: 'sandbox_unavailable',
      file: `${folder.path}/ws`,
      mend: expect.stringContaining('max_folders'),
    });
    expect(await metadataOf({ maxFolders: 4 })).toHaveLength(3);
  });

  test.each([
    ['a folder', Buffer.from([0xff])],
    ['a folder below it', Buffer.from([0x2f, 0xff, 0x2f, 0x61])],
  ])('in %s whose name is no UTF-8 cannot be protected', async (_, name) => {
    const path = Buffer.concat([Buffer.from(`${folder.path}/ws/`), name]);
    mkdirSync(path, { recursive: true });
    expect(await metadataOf()).toHaveLength(3);
    mkdirSync(Buffer.concat([path, Buffer.from('/.git')]));
    await expect(metadataOf()).rejects.toMatchObject({ code: 'sandbox_unavailable' });
  });
});

describe('listings', () => {
  const names = (listings: ReturnType<typeof createListings>, name: string) =>
    listings.entriesOf(`${folder.path}/${name}`).map((each) => `${each.kind} ${each.name}`);

  test('see every change, be the time of the folder set back', () => {
    const listings = createListings();
    for (let at = 0; at < 50; at += 1) {
      writeFileSync(`${folder.path}/ws/f${at}`, '');
      utimesSync(`${folder.path}/ws`, 1, 1);
      expect(names(listings, 'ws')).toHaveLength(3 + at);
    }
    rmSync(`${folder.path}/ws/f1`);
    symlinkSync('f2', `${folder.path}/ws/f1`);
    expect(names(listings, 'ws')).toContain('link f1');
  });

  test('know a folder that took the place of another', () => {
    const listings = createListings();
    mkdirSync(`${folder.path}/a`);
    mkdirSync(`${folder.path}/b/x`, { recursive: true });
    expect(names(listings, 'a')).toEqual([]);
    renameSync(`${folder.path}/a`, `${folder.path}/c`);
    renameSync(`${folder.path}/b`, `${folder.path}/a`);
    expect(names(listings, 'a')).toEqual(['folder x']);
    expect(names(listings, 'none')).toEqual([]);
  });
});

test.each([
  [['/ws/**/.env'], undefined, [['/ws', undefined]]],
  [['/ws/**/.env'], 3, [['/ws', 3]]],
  [['/ws/*/a.key', '/ws/*.key'], undefined, [['/ws', 2]]],
  [['/ws/**/.env', '/ws/deep/*.key'], undefined, [['/ws', undefined]]],
  [['/a\\[b\\]/c/*'], undefined, [['/a[b]/c', 1]]],
  [['/{a,b}/**'], undefined, [['/', undefined]]],
  [['/ws/key'], undefined, [['/ws', 1]]],
] as const)('globs %j are looked for in folders', (patterns, depth, expected) => {
  expect(globFolders(patterns, depth).map((each) => [each.folder, each.depth])).toEqual(expected);
});

test('a real path: what is not there is added, what leads nowhere is unknown', () => {
  symlinkSync('ws', `${folder.path}/link`);
  symlinkSync('none', `${folder.path}/dangling`);
  symlinkSync('loop', `${folder.path}/loop`);
  expect(realPath(`${folder.path}/link/new/er`)).toBe(`${folder.path}/ws/new/er`);
  expect(realPath(`${folder.path}/dangling`)).toBeUndefined();
  expect(realPath(`${folder.path}/dangling/x`)).toBeUndefined();
  expect(realPath(`${folder.path}/loop`)).toBeUndefined();
});
