import { lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxPolicy } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { temporaryFolder, toolHarness } from '@tenon/testing/tool';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confineFiles } from './confined-files.ts';

/** Both temporary folders are excluded: the test's own folder is in one. */
const WORKSPACE: SandboxPolicy = { type: 'workspaceWrite', excludeSlashTmp: true, excludeTmpdirEnvVar: true };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ws: string;
let out: string;
let plain: FileSystem;

beforeEach(async () => {
  folder = await temporaryFolder({ 'ws/a.txt': 'a', 'ws/sub/b.txt': 'b', 'ws/.git/config': 'c', 'out/x.txt': 'x' });
  ws = `${folder.path}/ws`;
  out = `${folder.path}/out`;
  plain = toolHarness({ cwd: ws }).run.files;
});
afterEach(() => folder[Symbol.asyncDispose]());

const confined = (policy: SandboxPolicy, tmpdir = '/tmp') =>
  confineFiles(plain, { profile: profileOfPolicy(policy), cwd: ws, tmpdir }, 'tenon.test');
const refused = async (work: Promise<unknown>, path: string) => {
  await expect(work).rejects.toMatchObject({
    code: 'sandbox_denied',
    plugin: 'tenon.test',
    file: path,
    message: expect.stringContaining(path),
  });
};

describe('read-only', () => {
  test('reads everything and writes nothing', async () => {
    const files = confined({ type: 'readOnly' });
    expect(Buffer.from(await files.readFile(`${out}/x.txt`)).toString()).toBe('x');
    expect(await files.readDirectory(out)).toEqual(['x.txt']);
    expect(await files.realPath(`${ws}/sub/..`)).toBe(ws);
    await refused(files.writeFile(`${ws}/a.txt`, ''), `${ws}/a.txt`);
    await refused(files.makeDirectory(`${ws}/new`), `${ws}/new`);
    await refused(files.remove(`${ws}/a.txt`), `${ws}/a.txt`);
    await refused(files.rename(`${ws}/a.txt`, `${ws}/b.txt`), `${ws}/a.txt`);
    expect(readFileSync(`${ws}/a.txt`, 'utf8')).toBe('a');
  });
});

describe('workspace-write', () => {
  test('writes in the workspace', async () => {
    const files = confined(WORKSPACE);
    await files.makeDirectory(`${ws}/new/deep`);
    await files.writeFile(`${ws}/new/deep/f`, 'f');
    await files.rename(`${ws}/new/deep/f`, `${ws}/./sub/../g`);
    await files.remove(`${ws}/a.txt`);
    expect(readFileSync(`${ws}/g`, 'utf8')).toBe('f');
    expect(await files.stat(`${ws}/a.txt`)).toBeUndefined();
  });

  test('writes nowhere else, on neither side of a rename', async () => {
    const files = confined(WORKSPACE);
    await refused(files.writeFile(`${out}/new`, ''), `${out}/new`);
    await refused(files.writeFile(`${ws}-not/new`, ''), `${ws}-not/new`);
    await refused(files.writeFile(`${ws}/../out/new`, ''), `${ws}/../out/new`);
    await refused(files.makeDirectory(`${out}/new`), `${out}/new`);
    await refused(files.remove(`${out}/x.txt`), `${out}/x.txt`);
    await refused(files.rename(`${ws}/a.txt`, `${out}/a.txt`), `${out}/a.txt`);
    await refused(files.rename(`${out}/x.txt`, `${ws}/x.txt`), `${out}/x.txt`);
    await refused(files.rename(ws, `${ws}/sub/ws`), ws);
    expect(await plain.readDirectory(out)).toEqual(['x.txt']);
  });

  test('extra roots and the temporary folders may be written, unless excluded', async () => {
    await confined({ ...WORKSPACE, writableRoots: [out] }).writeFile(`${out}/one`, '');
    await confined({ ...WORKSPACE, excludeTmpdirEnvVar: false }, out).writeFile(`${out}/two`, '');
    await confined({ ...WORKSPACE, excludeSlashTmp: false }).writeFile(`${folder.path}/three`, '');
    expect((await plain.readDirectory(out)).toSorted()).toEqual(['one', 'two', 'x.txt']);
  });

  test.each(['.git', '.codex', '.agents', '.tenon', '.Git'])('%s is never written', async (name) => {
    const files = confined(WORKSPACE);
    for (const path of [`${ws}/${name}`, `${ws}/${name}/hooks/pre-commit`]) {
      await refused(files.writeFile(path, ''), path);
      await refused(files.makeDirectory(path), path);
      await refused(files.rename(`${ws}/a.txt`, path), path);
    }
    await refused(files.rename(`${ws}/${name}`, `${ws}/moved`), `${ws}/${name}`);
    await refused(files.makeDirectory(`${ws}/sub/${name}`), `${ws}/sub/${name}`);
    await files.writeFile(`${ws}/${name}x`, 'another name');
  });

  test('a folder with a writable root in it stays where it is', async () => {
    mkdirSync(`${ws}/pack/root/.git`, { recursive: true });
    const files = confined({ ...WORKSPACE, writableRoots: [`${ws}/pack/root`] });
    await refused(files.rename(`${ws}/pack`, `${ws}/moved`), `${ws}/pack`);
  });

  test('follows links before it decides', async () => {
    symlinkSync(out, `${ws}/folder-link`);
    symlinkSync(`${out}/x.txt`, `${ws}/file-link`);
    symlinkSync(`${out}/nothing-yet`, `${ws}/dangling`);
    symlinkSync(`${out}/no-folder`, `${ws}/dangling-folder`);
    symlinkSync(`${ws}/.git`, `${ws}/git-link`);
    symlinkSync(`${ws}/sub`, `${out}/back`);
    const files = confined(WORKSPACE);
    await refused(files.writeFile(`${ws}/folder-link/new`, ''), `${ws}/folder-link/new`);
    await refused(files.writeFile(`${ws}/folder-link/../new`, ''), `${ws}/folder-link/../new`);
    await refused(files.writeFile(`${ws}/file-link`, ''), `${ws}/file-link`);
    await refused(files.writeFile(`${ws}/dangling`, ''), `${ws}/dangling`);
    await refused(files.makeDirectory(`${ws}/dangling-folder/new`), `${ws}/dangling-folder/new`);
    await refused(files.writeFile(`${ws}/git-link/config`, ''), `${ws}/git-link/config`);
    await refused(files.remove(`${ws}/folder-link/x.txt`), `${ws}/folder-link/x.txt`);
    await refused(files.rename(`${ws}/folder-link/x.txt`, `${ws}/x.txt`), `${ws}/folder-link/x.txt`);
    // What leads into the workspace is in it, and a link in it is itself a file of the workspace.
    await files.writeFile(`${out}/back/new`, 'new');
    await files.remove(`${ws}/file-link`);
    await files.remove(`${ws}/dangling`);
    expect(readFileSync(`${ws}/sub/new`, 'utf8')).toBe('new');
    expect((await plain.readDirectory(out)).toSorted()).toEqual(['back', 'x.txt']);
    expect(readFileSync(`${out}/x.txt`, 'utf8')).toBe('x');
  });

  test('a path that leads through what is not there is refused', async () => {
    const files = confined(WORKSPACE);
    await refused(files.writeFile(`${ws}/none/../../out/x.txt`, ''), `${ws}/none/../../out/x.txt`);
    await refused(files.remove(`${ws}/sub/..`), `${ws}/sub/..`);
    writeFileSync(`${ws}/file`, '');
    await expect(files.writeFile(`${ws}/file/below`, '')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('copy', () => {
  test('reads anywhere, writes in the workspace only', async () => {
    const files = confined(WORKSPACE);
    await files.copy(`${out}/x.txt`, `${ws}/sub/x.txt`);
    await files.copy(out, `${ws}/new`, { recursive: true });
    expect(readFileSync(`${ws}/sub/x.txt`, 'utf8') + readFileSync(`${ws}/new/x.txt`, 'utf8')).toBe('xx');
    await refused(files.copy(`${ws}/a.txt`, `${out}/a.txt`), `${out}/a.txt`);
    await refused(files.copy(`${ws}/sub`, `${out}/sub`, { recursive: true }), `${out}/sub`);
    await refused(files.copy(`${ws}/a.txt`, `${ws}/../out/x.txt`), `${ws}/../out/x.txt`);
    await refused(confined({ type: 'readOnly' }).copy(`${ws}/a.txt`, `${ws}/b.txt`), `${ws}/b.txt`);
    expect(await plain.readDirectory(out)).toEqual(['x.txt']);
    expect(readFileSync(`${out}/x.txt`, 'utf8')).toBe('x');
    await expect(files.copy(`${ws}/sub`, `${ws}/again`)).rejects.toMatchObject({
      code: expect.stringContaining('EISDIR'),
    });
    await expect(files.copy(`${ws}/none`, `${ws}/again`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('a link at its goal is replaced, one on the way is followed before it is decided', async () => {
    symlinkSync(`${out}/x.txt`, `${ws}/file-link`);
    symlinkSync(out, `${ws}/folder-link`);
    symlinkSync(`${out}/nothing-yet`, `${ws}/dangling`);
    const files = confined(WORKSPACE);
    for (const name of ['file-link', 'folder-link', 'dangling']) {
      if (name === 'folder-link') await refused(files.copy(`${ws}/a.txt`, `${ws}/${name}/new`), `${ws}/${name}/new`);
      await files.copy(`${ws}/a.txt`, `${ws}/${name}`);
      expect([lstatSync(`${ws}/${name}`).isFile(), readFileSync(`${ws}/${name}`, 'utf8')]).toEqual([true, 'a']);
    }
    expect(await plain.readDirectory(out)).toEqual(['x.txt']);
    expect(readFileSync(`${out}/x.txt`, 'utf8')).toBe('x');
  });

  test('a link is copied as one, and what leads out of a copied folder still leads there', async () => {
    symlinkSync('../../out', `${ws}/sub/away`);
    const files = confined(WORKSPACE);
    await files.copy(`${ws}/sub`, `${ws}/twin`, { recursive: true });
    await files.copy(`${ws}/sub/away`, `${ws}/away`);
    expect([readlinkSync(`${ws}/twin/away`), readlinkSync(`${ws}/away`)]).toEqual(['../../out', '../../out']);
    await refused(files.writeFile(`${ws}/twin/away/new`, ''), `${ws}/twin/away/new`);
  });

  test('a folder goes only where nothing is: links in what is there would be followed', async () => {
    mkdirSync(`${ws}/goal`);
    symlinkSync(`${out}/x.txt`, `${ws}/goal/b.txt`);
    const files = confined(WORKSPACE);
    await refused(files.copy(`${ws}/sub`, `${ws}/goal`, { recursive: true }), `${ws}/goal`);
    expect(readFileSync(`${out}/x.txt`, 'utf8')).toBe('x');
  });

  test.each(['.git', '.codex', '.agents', '.tenon'])('%s is no goal, and neither is what is in it', async (name) => {
    const files = confined(WORKSPACE);
    for (const goal of [`${ws}/${name}`, `${ws}/${name}/config`, `${ws}/sub/../${name}`]) {
      await refused(files.copy(`${ws}/a.txt`, goal), goal);
      await refused(files.copy(`${ws}/sub`, goal, { recursive: true }), goal);
    }
    await files.copy(`${ws}/.git`, `${ws}/kept`, { recursive: true });
    expect(readFileSync(`${ws}/kept/config`, 'utf8')).toBe('c');
  });
});

describe('removeDirectory', () => {
  test('removes folders of the workspace, and nothing that links in them lead to', async () => {
    mkdirSync(`${ws}/empty`);
    symlinkSync(out, `${ws}/sub/away`);
    const files = confined(WORKSPACE);
    await files.removeDirectory(`${ws}/empty`);
    await expect(files.removeDirectory(`${ws}/sub`)).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    await files.removeDirectory(`${ws}/sub`, { recursive: true });
    expect(await files.stat(`${ws}/sub`)).toBeUndefined();
    expect(readFileSync(`${out}/x.txt`, 'utf8')).toBe('x');
  });

  test.each([true, false])('of a link nothing but the link may go, recursive: %s', async (recursive) => {
    symlinkSync(out, `${ws}/away`);
    symlinkSync('sub', `${ws}/near`);
    const files = confined(WORKSPACE);
    // Whether a link is refused or removed is up to the file system below; where it leads it never looks.
    await Promise.allSettled(['away', 'near'].map((name) => files.removeDirectory(`${ws}/${name}`, { recursive })));
    expect(readFileSync(`${ws}/sub/b.txt`, 'utf8') + readFileSync(`${out}/x.txt`, 'utf8')).toBe('bx');
  });

  test('nothing outside, nothing protected, no root, and nothing that holds a root', async () => {
    symlinkSync(folder.path, `${ws}/up`);
    mkdirSync(`${ws}/pack/root`, { recursive: true });
    const files = confined({ ...WORKSPACE, writableRoots: [`${ws}/pack/root`] });
    for (const path of [
      out,
      `${ws}/../out`,
      `${ws}/up/out`,
      ws,
      `${ws}/.`,
      `${ws}/.git`,
      `${ws}/pack`,
      `${ws}/pack/root`,
    ]) {
      await refused(files.removeDirectory(path, { recursive: true }), path);
    }
    await refused(confined({ type: 'readOnly' }).removeDirectory(`${ws}/sub`, { recursive: true }), `${ws}/sub`);
    expect((await plain.readDirectory(ws)).toSorted()).toEqual(['.git', 'a.txt', 'pack', 'sub', 'up']);
    expect(readFileSync(`${out}/x.txt`, 'utf8')).toBe('x');
  });
});
