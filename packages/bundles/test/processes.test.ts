import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { readLock } from '../src/lockfile/lockfile.ts';
import { installBundle } from '../src/store/install.ts';
import { installedDigests, verifiedBundle } from '../src/store/store.ts';
import { filesIn } from './files.ts';
import { test } from './scratch.ts';

const from = (file: string) => JSON.stringify(import.meta.resolve(`../src/${file}`));
const args = (code: string) => [
  '--conditions=@tenon/source',
  '--disable-warning=ExperimentalWarning',
  '--input-type=module',
  '-e',
  code,
];
const cwd = fileURLToPath(new URL('.', import.meta.url));

test('several processes install the same bundles, and pin them', async ({ scratch: { dir, home } }) => {
  const folders = await Promise.all(['a', 'b', 'c'].map((name) => filesIn(dir, { 'x.md': name, 'deep/y.md': name })));
  const lock = join(dir, 'plugins.lock');
  const code = (each: number) => `
    const { installBundle } = await import(${from('store/install.ts')});
    const { editLock } = await import(${from('lockfile/lockfile.ts')});
    let fresh = 0;
    for (const [at, folder] of ${JSON.stringify(folders)}.entries()) {
      const { digest, fresh: mine } = await installBundle({ folder }, { home: ${JSON.stringify(home)} });
      fresh += mine;
      await editLock(${JSON.stringify(lock)}, { ['p' + at + '@m${each}']: { source: { type: 'local' }, version: null, digest } });
    }
    console.log(fresh);`;
  const ran = await Promise.all(
    [1, 2, 3].map((each) => promisify(execFile)(process.execPath, args(code(each)), { cwd })),
  );
  expect(ran.reduce((all, { stdout }) => all + Number(stdout), 0)).toBe(3);
  const digests = await installedDigests(home);
  expect(digests).toHaveLength(3);
  for (const digest of digests) await verifiedBundle(home, digest);
  expect((await readLock(lock)).plugins.size).toBe(9);
  expect(await readdir(join(home, 'plugins/.staging'))).toEqual([]);
}, 60_000);

test('what a killed install has left is gone after the next', async ({ scratch: { dir, home } }) => {
  const code = `
    const { installEntries } = await import(${from('store/install.ts')});
    const source = async function* () {
      yield { kind: 'file', path: 'a', executable: false, content: [Buffer.from('a')] };
      console.log('half');
      setInterval(() => {}, 1000);
      await new Promise(() => {});
    };
    await installEntries(source(), '/source', { home: ${JSON.stringify(home)} });`;
  const child = spawn(process.execPath, args(code), { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const staging = join(home, 'plugins/.staging');
  expect(await readdir(staging)).toHaveLength(1);
  expect(await installedDigests(home)).toEqual([]);
  await installBundle({ folder: await filesIn(dir, { a: 'a' }) }, { home });
  expect(await readdir(staging)).toEqual([]);
}, 60_000);
