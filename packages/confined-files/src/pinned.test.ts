import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { profileOfPolicy } from '@tenon/sandboxing';
import { temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { confineFiles } from './confined-files.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ws: string;
let plain: FileSystem;

beforeEach(async () => {
  folder = await temporaryFolder({
    'ws/a/x.txt': 'mine',
    'ws/n/repo/.git/config': 'c',
    'ws/n/p': 'p',
    'out/x.txt': 'x',
  });
  ws = `${folder.path}/ws`;
  plain = toolHarness({ cwd: ws }).run.files;
});
afterEach(() => folder[Symbol.asyncDispose]());

const WORKSPACE = profileOfPolicy({ type: 'workspaceWrite', excludeSlashTmp: true, excludeTmpdirEnvVar: true });
const confined = (files: FileSystem) =>
  confineFiles(files, { profile: WORKSPACE, cwd: ws, tmpdir: '/tmp' }, 'tenon.test');

/** Those files, in which a folder becomes a link once somebody was told where it leads. */
const swapping = (files: FileSystem): FileSystem => ({
  ...files,
  realPath: async (path) => {
    const real = await files.realPath(path);
    if (path.startsWith(`${ws}/a`) && !existsSync(`${ws}/aside`)) {
      renameSync(`${ws}/a`, `${ws}/aside`);
      symlinkSync(`${folder.path}/out`, `${ws}/a`);
    }
    return real;
  },
});

test.each<[string, (files: FileSystem) => Promise<unknown>]>([
  ['written', (files) => files.writeFile(`${ws}/a/x.txt`, 'y')],
  ['removed', (files) => files.remove(`${ws}/a/x.txt`)],
  ['moved', (files) => files.rename(`${ws}/a/x.txt`, `${ws}/x.txt`)],
  ['moved over', (files) => files.rename(`${ws}/n/p`, `${ws}/a/x.txt`)],
  ['copied over', (files) => files.copy(`${ws}/n/p`, `${ws}/a/x.txt`)],
  ['made', (files) => files.makeDirectory(`${ws}/a/new/er`)],
])('what was swapped for a link since the check is not used: %s', async (_, use) => {
  await expect(use(confined(swapping(plain)))).rejects.toMatchObject({ code: 'ESTALE' });
  expect(readFileSync(`${folder.path}/out/x.txt`, 'utf8')).toBe('x');
  expect(existsSync(`${folder.path}/out/new`)).toBe(false);
});

test('files that hold nothing are used by their paths', async () => {
  const { pin: _, ...without } = plain;
  const files = confined(without);
  await files.makeDirectory(`${ws}/new/er`);
  await files.writeFile(`${ws}/new/er/f`, 'y');
  expect(readFileSync(`${ws}/new/er/f`, 'utf8')).toBe('y');
});

test('errors tell of the path that was asked for', async () => {
  const error = await confined(plain)
    .remove(`${ws}/a/none`)
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'ENOENT',
    path: `${ws}/a/none`,
    message: expect.stringContaining(`${ws}/a/none`),
  });
  expect(String(error)).not.toContain('/proc/');
});

test('folders are made with their parents; one that is there is fine, unless it must not be', async () => {
  const files = confined(plain);
  await files.makeDirectory(`${ws}/b/c/d`);
  await files.makeDirectory(`${ws}/b/c/d`);
  expect(existsSync(`${ws}/b/c/d`)).toBe(true);
  await expect(files.makeDirectory(`${ws}/b/c`, { recursive: false })).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(files.makeDirectory(`${ws}/none/e`, { recursive: false })).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(files.makeDirectory(`${ws}/a/x.txt`)).rejects.toMatchObject({ code: 'EEXIST' });
});

test('a folder with metadata of a repository further down is neither moved nor removed', async () => {
  const files = confined(plain);
  const refused = expect.objectContaining({ code: 'sandbox_denied' });
  await expect(files.rename(`${ws}/n`, `${ws}/m`)).rejects.toEqual(refused);
  await expect(files.removeDirectory(`${ws}/n`, { recursive: true })).rejects.toEqual(refused);
  expect(readFileSync(`${ws}/n/repo/.git/config`, 'utf8')).toBe('c');
  mkdirSync(`${ws}/plain/sub`, { recursive: true });
  await files.rename(`${ws}/plain`, `${ws}/moved`);
  await files.removeDirectory(`${ws}/moved`, { recursive: true });
  expect(existsSync(`${ws}/moved`)).toBe(false);
});

test('a link that is denied by its name is not read, wherever it leads', async () => {
  symlinkSync(`${folder.path}/out/x.txt`, `${ws}/x.env`);
  if (WORKSPACE.type !== 'managed' || WORKSPACE.fileSystem.type !== 'restricted') throw new Error('no entries');
  const glob = { path: { type: 'glob_pattern', pattern: '**/*.env' }, access: 'none' } as const;
  const { fileSystem } = WORKSPACE;
  const profile = { ...WORKSPACE, fileSystem: { ...fileSystem, entries: [...fileSystem.entries, glob] } };
  const files = confineFiles(plain, { profile, cwd: ws, tmpdir: '/tmp' }, 'tenon.test');
  await expect(files.readFile(`${ws}/x.env`)).rejects.toMatchObject({ code: 'sandbox_denied', file: `${ws}/x.env` });
  expect(Buffer.from(await files.readFile(`${folder.path}/out/x.txt`)).toString()).toBe('x');
});
