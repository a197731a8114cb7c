import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { test } from '../../test/scratch.ts';
import { editedLock, editLock, type LockEdits, readLock } from './lockfile.ts';
import { type LockedBundle, parseLock } from './parse.ts';

const digest = (hex: string) => `sha256-${hex.repeat(64)}`;
const pin = (hex: string, version: string | null = '1.0.0'): LockedBundle => ({
  source: { type: 'git', url: 'https://x/y.git', sha: hex },
  version,
  digest: digest(hex),
});

describe('edits', () => {
  test('a new file, sorted; the same again writes nothing; a removal', async ({ scratch: { dir } }) => {
    const file = join(dir, 'deep', 'plugins.lock');
    expect([...(await readLock(file)).plugins]).toEqual([]);
    await editLock(file, { 'b@m': null });
    expect(await readdir(join(dir, 'deep'))).toEqual([]);
    await editLock(file, { 'b@m': pin('b'), 'a@m': pin('a', null) });
    const text = await readFile(file, 'utf8');
    expect(text).toBe(`{
  "version": 1,
  "plugins": {
    "a@m": {
      "digest": "${digest('a')}",
      "source": {
        "sha": "a",
        "type": "git",
        "url": "https://x/y.git"
      },
      "version": null
    },
    "b@m": {
      "digest": "${digest('b')}",
      "source": {
        "sha": "b",
        "type": "git",
        "url": "https://x/y.git"
      },
      "version": "1.0.0"
    }
  }
}
`);
    await editLock(file, { 'a@m': pin('a', null) });
    expect(await readFile(file, 'utf8')).toBe(text);
    const left = await editLock(file, { 'b@m': null });
    expect([...left.plugins]).toEqual([['a@m', pin('a', null)]]);
    expect(await readLock(file)).toEqual(left);
    expect(await readdir(join(dir, 'deep'))).toEqual(['plugins.lock']);
  });

  test('what is not known stays: fields, entries, fields of entries, wrong entries', async ({ scratch: { file } }) => {
    const path = await file(
      'plugins.lock',
      JSON.stringify({
        version: 1,
        note: { z: 1, a: [2] },
        plugins: { 'a@m': { ...pin('a'), provenance: 'p' }, 'bad@m': { digest: 'x' }, bad: 1 },
      }),
    );
    const { problems } = await readLock(path);
    expect(problems.map((each) => each.id)).toEqual(['bad', 'bad@m']);
    expect(problems[1]?.message).toBe('bad@m: wrong or missing: source, version, digest');
    await editLock(path, { 'a@m': pin('c'), 'n@m': pin('d') });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      version: 1,
      note: { z: 1, a: [2] },
      plugins: { 'a@m': { ...pin('c'), provenance: 'p' }, 'bad@m': { digest: 'x' }, bad: 1, 'n@m': pin('d') },
    });
  });

  test('many writers at once lose nothing', async ({ scratch: { dir } }) => {
    const file = join(dir, 'plugins.lock');
    const ids = Array.from({ length: 12 }, (_, at) => `p${at}@m`);
    await Promise.all(ids.map((id) => editLock(file, { [id]: pin('a') })));
    expect([...(await readLock(file)).plugins.keys()]).toEqual([...ids].sort());
    expect(await readdir(dir)).toEqual(['plugins.lock']);
  });

  test('the lock of a process that is gone is cleared; a link stays one', async ({ scratch: { dir, file } }) => {
    await mkdir(join(dir, 'real'));
    await file('real/plugins.lock', '{"version":1,"plugins":{}}');
    await symlink('real/plugins.lock', join(dir, 'plugins.lock'));
    await writeFile(join(dir, 'real/plugins.lock.lock'), '2147483647 x\n');
    await editLock(join(dir, 'plugins.lock'), { 'a@m': pin('a') });
    expect((await readLock(join(dir, 'real/plugins.lock'))).plugins.size).toBe(1);
    expect(await readdir(join(dir, 'real'))).toEqual(['plugins.lock']);
  });

  test('edits that pin nothing are refused, and nothing is written', async ({ scratch: { dir } }) => {
    const file = join(dir, 'plugins.lock');
    const bad: LockEdits[] = [{ a: pin('a') }, { 'a@m': { ...pin('a'), digest: 'x' } }, { ['__proto__']: pin('a') }];
    for (const edits of bad) {
      await expect(editLock(file, edits)).rejects.toMatchObject({ code: 'lockfile_bad_edit' });
    }
    await writeFile(join(dir, 'plain'), '');
    await expect(editLock(join(dir, 'plain', 'plugins.lock'), {})).rejects.toMatchObject({
      code: 'lockfile_unwritable',
    });
    await mkdir(join(dir, 'plugins.lock'));
    await expect(readLock(file)).rejects.toMatchObject({ code: 'lockfile_unreadable', file });
  });

  test('one change touches the lines of one entry, whatever the order it came in', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z0-9_-]{1,6}@[a-z]{1,3}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        ids.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const build = (order: string[]) =>
            order.reduce((text, id) => editedLock(parseLock(text, '/l'), { [id]: pin('a') }, '/l'), '{"version":1}');
          const text = build(all);
          expect(build(shuffled)).toBe(text);
          const one = all[0] as string;
          const changed = editedLock(parseLock(text, '/l'), { [one]: pin('b') }, '/l').split('\n');
          const lines = text.split('\n');
          expect(changed.length).toBe(lines.length);
          expect(changed.filter((line, at) => line !== lines[at])).toHaveLength(2);
        },
      ),
    );
  });
});

describe('files that cannot be used, which stay as they are', () => {
  const conflict =
    '{\n  "version": 1,\n<<<<<<< HEAD\n  "plugins": {}\n=======\n  "plugins": {"a@m": 1}\n>>>>>>> theirs\n}\n';
  const cases: [why: string, text: string, code: string, says: RegExp][] = [
    ['merge marks', conflict, 'lockfile_conflict', /lines 3, 5, 7/],
    ['merge marks of Windows', conflict.replaceAll('\n', '\r\n'), 'lockfile_conflict', /lines 3, 5, 7/],
    ['one plugin twice', '{"version":1,"plugins":{"a@m":{},\n"a@m":{}}}', 'lockfile_conflict', /"a@m" \(line 2\)/],
    ['newer', '{"version":2,"plugins":[]}', 'lockfile_newer', /version 2; this program knows 1/],
    ['no version', '{"plugins":{}}', 'lockfile_invalid', /"version"/],
    ['a broken version', '{"version":"1"}', 'lockfile_invalid', /"version"/],
    ['empty', '', 'lockfile_invalid', /no JSON/],
    ['cut off', '{"version":1,\n"plugins":{', 'lockfile_invalid', /line 2/],
    ['a comma too many', '{"version":1,}', 'lockfile_invalid', /no JSON/],
    ['nested without end', `{"version":1,"x":${'['.repeat(100_000)}`, 'lockfile_invalid', /nested too deep/],
    ['nested deep', `{"version":1,"x":${'['.repeat(500)}${']'.repeat(500)}}`, 'lockfile_invalid', /nested too deep/],
    ['huge', ' '.repeat(17 * 1024 * 1024), 'lockfile_invalid', /16 MiB/],
    ['a list', '[]', 'lockfile_invalid', /object/],
    ['a list of plugins', '{"version":1,"plugins":[]}', 'lockfile_invalid', /"plugins"/],
  ];
  test.for(cases)('%s', async ([, text, code, says], { scratch: { file } }) => {
    const path = await file('plugins.lock', text);
    await expect(readLock(path)).rejects.toMatchObject({ code, file: path, message: expect.stringMatching(says) });
    await expect(editLock(path, { 'a@m': pin('a') })).rejects.toMatchObject({ code });
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
