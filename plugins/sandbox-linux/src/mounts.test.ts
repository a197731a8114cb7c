import { mkdirSync, symlinkSync } from 'node:fs';
import { temporaryFolder } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Confinement } from './confinement.ts';
import { planMounts } from './mounts.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ws: string;

beforeEach(async () => {
  folder = await temporaryFolder({ 'ws/.git/config': '', 'ws/a/b/c/secret': '', 'out/x': '' });
  ws = `${folder.path}/ws`;
});
afterEach(() => folder[Symbol.asyncDispose]());

const plan = (confinement: Partial<Confinement>) =>
  planMounts({ writable: [], readOnly: [], unreadable: [], network: false, ...confinement }, 'tenon.test');

test('folders come before what is in them, and the folders between hold still', () => {
  const { mounts, held } = plan({
    writable: [`${ws}/a/b/c`, ws, `${ws}/none`],
    readOnly: [`${ws}/.git`],
    unreadable: [`${ws}/a/b/c/secret`, `${folder.path}/out`],
  });
  expect(mounts.map(({ path, kind }) => `${kind} ${path.replace(folder.path, '')}`)).toEqual([
    'writable /ws',
    'hidden-folder /out',
    'read-only /ws/.git',
    'writable /ws/a',
    'writable /ws/a/b',
    'writable /ws/a/b/c',
    'hidden-file /ws/a/b/c/secret',
  ]);
  expect(held).toEqual([]);
});

test('what is missing, or empty and so perhaps held by another, is held', () => {
  mkdirSync(`${ws}/.agents`);
  const names = ['.git', '.codex', '.agents'];
  const { mounts, held } = plan({ writable: [ws], readOnly: names.map((name) => `${ws}/${name}`) });
  expect(held).toEqual([{ folder: ws, names: ['.codex', '.agents'] }]);
  expect(mounts.filter(({ kind }) => kind === 'read-only')).toHaveLength(3);
});

test('nothing is held where nothing can be made', () => {
  expect(plan({ readOnly: [`${ws}/.codex`] })).toEqual({ mounts: [], held: [] });
});

test('a link cannot be protected, and is no silent hole', () => {
  symlinkSync('a', `${ws}/.codex`);
  const refused = expect.objectContaining({ code: 'sandbox_unavailable', file: `${ws}/.codex`, plugin: 'tenon.test' });
  expect(() => plan({ writable: [ws], readOnly: [`${ws}/.codex`] })).toThrow(refused);
  expect(() => plan({ writable: [ws], unreadable: [`${ws}/.codex`] })).toThrow(refused);
});
