import { mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { temporaryFolder } from '@tenon/testing/tool';
import { expect, test } from 'vitest';
import { createFileSystem } from './file-system.ts';
import { pinOf } from './pin.ts';

const pin = (path: string) => {
  const { pin: hold } = createFileSystem();
  if (!hold) throw new Error('nothing is held on this system');
  return hold(path);
};

test('what is held goes on being what it was', async () => {
  await using folder = await temporaryFolder({ 'a/x': 'mine', 'b/x': 'other' });
  const held = await pin(`${folder.path}/a`);
  renameSync(`${folder.path}/a`, `${folder.path}/moved`);
  symlinkSync('b', `${folder.path}/a`);
  const files = createFileSystem();
  expect(new TextDecoder().decode(await files.readFile(`${held.path}/x`))).toBe('mine');
  await files.writeFile(`${held.path}/x`, 'changed', { followLinks: false });
  await held.release();
  expect(readFileSync(`${folder.path}/moved/x`, 'utf8')).toBe('changed');
  expect(readFileSync(`${folder.path}/b/x`, 'utf8')).toBe('other');
});

test('a path with a link on the way, or at its end, is not held; nor is nothing', async () => {
  await using folder = await temporaryFolder({ 'a/x': '' });
  symlinkSync('a', `${folder.path}/link`);
  mkdirSync(`${folder.path}/b`);
  await expect(pin(`${folder.path}/link/x`)).rejects.toMatchObject({ code: 'ESTALE' });
  await expect(pin(`${folder.path}/link`)).rejects.toMatchObject({ code: 'ESTALE' });
  await expect(pin(`${folder.path}/b/../a`)).rejects.toMatchObject({ code: 'ESTALE' });
  await expect(pin(`${folder.path}/none`)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a link is replaced, not followed, when that is said', async () => {
  await using folder = await temporaryFolder({ target: 'x' });
  symlinkSync('target', `${folder.path}/link`);
  await createFileSystem().writeFile(`${folder.path}/link`, 'y', { followLinks: false });
  expect(readFileSync(`${folder.path}/target`, 'utf8')).toBe('x');
  expect(readFileSync(`${folder.path}/link`, 'utf8')).toBe('y');
});

test('there is none without /proc', () => {
  expect(pinOf('darwin')).toBeUndefined();
});
