import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically } from './atomic-write.ts';

const NOBODY = 65534;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the writer in a Node of its own, so that limits and users are real. Gives the error's code, or `done`. */
function writeElsewhere(path: string, size: number, shell = '', user?: number): string {
  const module = new URL('./atomic-write.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(module)}).then(({ writeAtomically }) => writeAtomically(${JSON.stringify(path)}, 'n'.repeat(${size}))).then(() => console.log('done'), (error) => console.log(error.code))`;
  const run = spawnSync('/bin/sh', ['-c', `${shell} exec "$0" --input-type=module -e "$1"`, process.execPath, script], {
    ...(user !== undefined && { uid: user, gid: user }),
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  return run.stdout.trim();
}

test('a write that fails leaves the old content and nothing beside it', () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'old');
  // The limit of the size of files makes a write fail halfway, as a full disk does.
  expect(writeElsewhere(path, 2_000_000, 'ulimit -f 8;')).toBe('EFBIG');
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['file']);
  expect(writeElsewhere(path, 10)).toBe('done');
  expect(readFileSync(path, 'utf8')).toBe('nnnnnnnnnn');
});

test('in a folder that may not be written to the file is written in place, and put back when that fails', () => {
  const path = join(folder, 'sub', 'file');
  mkdirSync(join(folder, 'sub'));
  writeFileSync(path, 'old content');
  chmodSync(folder, 0o755);
  chmodSync(path, 0o666);
  chmodSync(join(folder, 'sub'), 0o555);
  const user = process.getuid?.() === 0 ? NOBODY : undefined;
  const { ino } = statSync(path);
  expect(writeElsewhere(path, 2_000_000, 'ulimit -f 8;', user)).toBe('EFBIG');
  expect(readFileSync(path, 'utf8')).toBe('old content');
  expect(writeElsewhere(path, 3, '', user)).toBe('done');
  expect(readFileSync(path, 'utf8')).toBe('nnn');
  expect(statSync(path).ino).toBe(ino);
  chmodSync(path, 0o444);
  expect(writeElsewhere(path, 3, '', user)).toBe('EACCES');
  chmodSync(join(folder, 'sub'), 0o755);
});

test('readers see the old content or the new, never a part', async () => {
  const path = join(folder, 'file');
  const size = 300_000;
  await writeAtomically(path, 'a'.repeat(size));
  const writing = (async () => {
    for (const letter of 'bcdefghij') await writeAtomically(path, letter.repeat(size));
  })();
  let reads = 0;
  let finished = false;
  void writing.then(() => {
    finished = true;
  });
  while (!finished) {
    const text = readFileSync(path, 'utf8');
    expect(text).toBe((text[0] ?? '').repeat(size));
    reads++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(reads).toBeGreaterThan(0);
});

test('a new file gets the usual mode; a replaced one keeps mode and owner', async () => {
  const path = join(folder, 'x'.repeat(250));
  await writeAtomically(path, 'one');
  expect(statSync(path).mode & 0o777).toBe(0o666 & ~process.umask());
  chmodSync(path, 0o4750);
  if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
  const before = statSync(path);
  await writeAtomically(path, 'two');
  expect(statSync(path)).toMatchObject({ uid: before.uid, gid: before.gid });
  expect(statSync(path).mode & 0o777).toBe(0o750);
  expect(readFileSync(path, 'utf8')).toBe('two');
});

test('another name of a file keeps the old content', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'old');
  linkSync(path, join(folder, 'other'));
  await writeAtomically(path, 'new');
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('old');
});

test('a device is written to, a folder refuses', async () => {
  await writeAtomically('/dev/null', 'gone');
  expect(statSync('/dev/null').isFile()).toBe(false);
  await expect(writeAtomically(folder, 'x')).rejects.toMatchObject({ code: 'EISDIR' });
});
