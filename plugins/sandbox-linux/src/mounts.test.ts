import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import type { FileSystemSandboxEntry } from '@tenon/protocol';
import { temporaryFolder } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boundRequest } from './disk/bound-request.ts';
import { createListings } from './disk/listings.ts';
import { type LookLimits, lookAround } from './disk/look.ts';
import { planMounts } from './mounts.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ws: string;

beforeEach(async () => {
  folder = await temporaryFolder({
    'ws/.git/config': '',
    'ws/a/b/c/secret': '',
    'ws/a/.env': '',
    'ws/n/repo/.git/hooks/x': '',
    'out/x': '',
    'out/deep/y': '',
  });
  ws = `${folder.path}/ws`;
});
afterEach(() => folder[Symbol.asyncDispose]());

type Entries = readonly (readonly [path: string, access: FileSystemSandboxEntry['access']])[];
const listings = createListings();

async function plan(entries: Entries, { depth, ...limits }: LookLimits & { readonly depth?: number } = {}) {
  const list = entries.map(([path, access]) => ({
    access,
    path: path.includes('*')
      ? { type: 'glob_pattern' as const, pattern: path }
      : path === '/'
        ? { type: 'special' as const, value: { kind: 'root' as const } }
        : { type: 'path' as const, path },
  }));
  const inPlace = boundRequest({
    profile: {
      type: 'managed',
      network: { enabled: false },
      fileSystem: { type: 'restricted', entries: list, ...(depth && { globScanMaxDepth: depth }) },
    },
    cwd: ws,
    tmpdir: '/tmp',
  });
  const made = planMounts(inPlace.enforcement, await lookAround(inPlace, listings, 'tenon.test', limits), 'tenon.test');
  return {
    root: made.root,
    mounts: made.mounts.map(({ path, kind }) => `${kind} ${path.replace(folder.path, '')}`),
    held: made.held.map((each) => ({ ...each, folder: each.folder.replace(folder.path, '') })),
  };
}
const refused = (file: string) => expect.objectContaining({ code: 'sandbox_unavailable', file, plugin: 'tenon.test' });

test('folders come before what is in them, and the folders between hold still', async () => {
  const { root, mounts, held } = await plan([
    ['/', 'read'],
    [ws, 'write'],
    [`${ws}/a/b/c/secret`, 'none'],
    [`${folder.path}/out`, 'none'],
  ]);
  expect(root).toBe('read');
  expect(mounts.filter((each) => !/ws\/\./.test(each))).toEqual([
    'hidden-folder /out',
    'writable /ws',
    'writable /ws/a',
    'writable /ws/n',
    'writable /ws/a/b',
    'writable /ws/n/repo',
    'read-only /ws/n/repo/.git',
    'writable /ws/a/b/c',
    'hidden-file /ws/a/b/c/secret',
  ]);
  expect(mounts).toContain('read-only /ws/.git');
  expect(held).toEqual([{ folder: '/ws', names: ['.agents', '.codex', '.tenon'] }]);
});

test('what is missing, or bare and so perhaps held by another, is held', async () => {
  mkdirSync(`${ws}/.agents`);
  const entries: Entries = [
    ['/', 'read'],
    [ws, 'write'],
    [`${ws}/none/deep/secret`, 'none'],
  ];
  const { mounts, held } = await plan(entries);
  expect(held).toEqual([{ folder: '/ws', names: ['.agents', '.codex', '.tenon', 'none'] }]);
  expect(mounts).toContain('hidden-folder /ws/none');
});

test('nothing is held where nothing can be made', async () => {
  const entries: Entries = [
    ['/', 'read'],
    [`${folder.path}/out/none`, 'none'],
  ];
  expect(await plan(entries)).toEqual({ root: 'read', mounts: [], held: [] });
});

test('what may be written and is not there is made, with its metadata held', async () => {
  const { mounts, held } = await plan([
    ['/', 'read'],
    [`${folder.path}/out/new/er`, 'write'],
  ]);
  const metadata = ['.agents', '.codex', '.git', '.tenon'].map((name) => `new/er/${name}`);
  expect(held).toEqual([{ folder: '/out', names: ['new', 'new/er', ...metadata] }]);
  expect(mounts).toEqual(['writable /out/new/er', ...metadata.map((name) => `read-only /out/${name}`)]);
});

test('only what is readable is there; a link to it is made anew; what is in a hidden folder is reached', async () => {
  symlinkSync('out', `${folder.path}/link`);
  const { root, mounts } = await plan([
    [`${folder.path}/link`, 'read'],
    [`${folder.path}/out/deep`, 'none'],
    [`${folder.path}/out/deep/y`, 'read'],
  ]);
  expect(root).toBe('none');
  expect(mounts).toEqual(['link /link', 'read-only /out', 'passage /out/deep', 'read-only /out/deep/y']);
});

test('a whole disk that may be written: only what is denied is laid over it', async () => {
  const { root, mounts, held } = await plan([
    ['/', 'write'],
    ['/proc/version', 'none'],
    ['/sys', 'write'],
  ]);
  expect({ root, mounts, held }).toEqual({ root: 'write', mounts: ['hidden-file /proc/version'], held: [] });
});

test('files that match a glob are hidden, and found anew when one was made', async () => {
  const entries: Entries = [
    ['/', 'read'],
    [`${ws}/**/.env`, 'none'],
  ];
  expect((await plan(entries)).mounts).toEqual(['hidden-file /ws/a/.env']);
  mkdirSync(`${ws}/n/.env`);
  expect((await plan(entries)).mounts).toEqual(['hidden-folder /ws/n/.env', 'hidden-file /ws/a/.env'].toSorted());
  expect((await plan(entries, { depth: 1 })).mounts).toEqual([]);
});

test('a glob with too much to look through is refused, by its name, with the mend', async () => {
  const entries: Entries = [
    ['/', 'read'],
    [`${ws}/**/.env`, 'none'],
  ];
  await expect(plan(entries, { globEntries: 3 })).rejects.toThrow(
    expect.objectContaining({
      code: 'sandbox_unavailable',
      message: expect.stringContaining(`${ws}/**/.env`),
      mend: expect.stringContaining('glob_scan_max_depth'),
    }),
  );
  await expect(plan(entries, { globEntries: 3, depth: 1 })).resolves.toMatchObject({ mounts: [] });
});

test('more places than bubblewrap can keep are refused', async () => {
  for (let at = 0; at < 1001; at += 1) mkdirSync(`${folder.path}/out/${at}.key`);
  const entries: Entries = [
    ['/', 'read'],
    [`${folder.path}/out/*.key`, 'none'],
  ];
  await expect(plan(entries)).rejects.toThrow(/1001 places/);
});

test('what a command may not read either is not looked through', async () => {
  chmodSync(`${ws}/a/b`, 0o000);
  const { mounts } = await plan([
    ['/', 'read'],
    [`${ws}/**/.env`, 'none'],
  ]);
  expect(mounts).toEqual(['hidden-file /ws/a/.env']);
  chmodSync(`${ws}/a/b`, 0o700);
});

test('a link cannot be protected, and is no silent hole', async () => {
  symlinkSync('a', `${ws}/.codex`);
  const writable: Entries = [
    ['/', 'read'],
    [ws, 'write'],
  ];
  await expect(plan(writable)).rejects.toThrow(refused(`${ws}/.codex`));
  await expect(plan([...writable, [`${ws}/.codex`, 'none']])).rejects.toThrow(refused(`${ws}/.codex`));
  // Where nothing can be replaced, what it leads to is enough.
  expect(
    (
      await plan([
        ['/', 'read'],
        [`${ws}/.codex`, 'none'],
      ])
    ).mounts,
  ).toEqual(['hidden-folder /ws/a']);
});

test('a link that a glob matches: where it leads is hidden, if it cannot be put aside', async () => {
  symlinkSync('../out/x', `${ws}/x.key`);
  const glob = [`${ws}/*.key`, 'none'] as const;
  expect((await plan([['/', 'read'], glob])).mounts).toEqual(['hidden-file /out/x']);
  await expect(plan([['/', 'read'], [ws, 'write'], glob])).rejects.toThrow(refused(`${ws}/x.key`));
});
