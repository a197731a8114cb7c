import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { paxRecord, renamed, type TarEntry, tarOf, tgzOf, zipOf } from '../../test/archives.ts';
import { listing, type Scratch, test } from '../../test/scratch.ts';
import type { BundleLimits } from '../content/limits.ts';
import { type InstallOptions, installBundle } from './install.ts';

const plain: TarEntry = { path: 'plugin/a.md', content: 'a' };

/** The archive is refused with the code; outside of the plugin home nothing changed, and in it nothing is left. */
async function refused(
  { dir, home, file }: Scratch,
  archive: Uint8Array,
  code: string,
  limits: Partial<BundleLimits> = {},
  more: Partial<InstallOptions> = {},
) {
  const path = await file('bundle.archive', archive);
  const before = (await listing(dir)).filter((line) => !line.startsWith('home'));
  await expect(installBundle({ archive: path }, { home, limits, ...more })).rejects.toMatchObject({ code, file: path });
  expect((await listing(dir)).filter((line) => !line.startsWith('home'))).toEqual(before);
  expect(await readdir(join(home, 'plugins', 'digests'))).toEqual([]);
  expect(await readdir(join(home, 'plugins', '.staging'))).toEqual([]);
}

describe('paths that a tar may name', () => {
  const cases: [why: string, path: string, code: string][] = [
    ['traversal', '../out', 'bundle_path_traversal'],
    ['traversal inside', 'plugin/../../out', 'bundle_path_traversal'],
    ['traversal that stays', 'plugin/../out', 'bundle_path_traversal'],
    ['traversal with backslashes', 'plugin\\..\\..\\out', 'bundle_path_traversal'],
    ['absolute', '/tmp/tenon-out', 'bundle_path_absolute'],
    ['a share', '\\\\host\\share\\out', 'bundle_path_absolute'],
    ['a drive', 'C:\\out', 'bundle_path_drive'],
    ['a drive, relative', 'c:out', 'bundle_path_drive'],
    ['a stream of NTFS', 'plugin/a.md:evil', 'bundle_path_unsafe'],
    ['a backslash', 'plugin\\a.md', 'bundle_path_unsafe'],
    ['a line break', 'plugin/a\nb', 'bundle_path_unsafe'],
    ['a name written backwards', 'plugin/a\u202edm.exe', 'bundle_path_unsafe'],
    ['a device of Windows', 'plugin/NUL.md', 'bundle_path_unsafe'],
    ['a last dot', 'plugin/a.md.', 'bundle_path_unsafe'],
    ['an empty part', 'plugin//a.md', 'bundle_path_unsafe'],
    ['no text', 'plugin/\ufffd', 'bundle_path_unsafe'],
  ];
  test.for(cases)('%s', async ([, path, code], { scratch }) => {
    await refused(scratch, tarOf([plain, { path, content: 'x' }]), code);
    await refused(scratch, tarOf([plain, { path, type: 'Directory' }]), code);
    await refused(scratch, tgzOf([plain, { path, type: 'SymbolicLink', linkpath: 'a.md' }]), code);
  });

  test('pax headers name the same', async ({ scratch }) => {
    for (const [path, code] of [
      ['../out', 'bundle_path_traversal'],
      ['/tmp/tenon-out', 'bundle_path_absolute'],
      ['C:\\out', 'bundle_path_drive'],
    ] as const) {
      const entries: TarEntry[] = [{ path: 'pax', type: 'ExtendedHeader', content: paxRecord('path', path) }, plain];
      await refused(scratch, tarOf(entries), code);
    }
  });

  test('the error spells out what would move the cursor', async ({ scratch }) => {
    const archive = await scratch.file('it', tarOf([{ path: '\u001b[2J\u009bA', content: 'x' }]));
    const message = expect.not.stringMatching(/\p{Cc}/u);
    await expect(installBundle({ archive }, scratch)).rejects.toMatchObject({ code: 'bundle_path_unsafe', message });
  });

  test('a zip names the same', async ({ scratch }) => {
    const zip = zipOf({ 'plugin/a.md': { content: 'a' }, 'xx/out': { content: 'x' } });
    await refused(scratch, renamed(zip, 'xx/out', '../out'), 'bundle_path_traversal');
    await refused(scratch, renamed(zip, 'xx/out', '/x/out'), 'bundle_path_absolute');
    await refused(scratch, renamed(zip, 'xx/out', 'C:\\out'), 'bundle_path_drive');
    await refused(scratch, renamed(zip, 'xx/out', 'xx\\out'), 'bundle_path_unsafe');
  });

  test('too long, too deep, outside of the stripped folder', async ({ scratch }) => {
    await refused(scratch, tarOf([{ path: 'abcdefghij/klmn', content: 'x' }]), 'bundle_path_too_long', {
      pathBytes: 10,
    });
    await refused(scratch, tarOf([{ path: 'ä/öü', content: 'x' }]), 'bundle_path_too_long', { pathBytes: 6 });
    await refused(scratch, tarOf([{ path: 'a/b/c/d', content: 'x' }]), 'bundle_path_too_deep', { depth: 3 });
    await refused(scratch, tarOf([{ path: 'package', content: 'x' }]), 'bundle_outside_folder', {}, { strip: 1 });
  });
});

describe("entries that get in each other's way", () => {
  const cases: [why: string, code: string, ...paths: string[]][] = [
    ['twice one file', 'bundle_duplicate_entry', 'a.md', 'a.md'],
    ['twice, spelled otherwise', 'bundle_duplicate_entry', 'a.md', './a.md'],
    ['a file where a folder is', 'bundle_duplicate_entry', 'a/b', 'a'],
    ['under a file', 'bundle_under_file', 'a', 'a/b'],
    ['case', 'bundle_name_collision', 'a.md', 'A.md'],
    ['case of a folder', 'bundle_name_collision', 'skills/a', 'Skills/b'],
    ['full case folding', 'bundle_name_collision', 'straße', 'STRASSE'],
    ['composed and decomposed', 'bundle_name_collision', 'caf\u00e9', 'cafe\u0301'],
    ['characters that are not shown', 'bundle_name_collision', 'hooks', 'ho\u200doks'],
  ];
  test.for(cases)('%s', async ([, code, ...paths], { scratch }) => {
    await refused(scratch, tarOf(paths.map((path) => ({ path, content: 'x' }))), code);
  });

  test('a file under a link, and a link over a folder', async ({ scratch }) => {
    const link: TarEntry = { path: 'link', type: 'SymbolicLink', linkpath: '/tmp' };
    await refused(scratch, tarOf([link, { path: 'link/out', content: 'x' }]), 'bundle_under_file');
    await refused(scratch, tarOf([{ path: 'link/in', content: 'x' }, link]), 'bundle_duplicate_entry');
  });

  test('two of one name in a zip', async ({ scratch }) => {
    const zip = zipOf({ 'a.md': { content: 'a' }, 'b.md': { content: 'b' } });
    await refused(scratch, renamed(zip, 'b.md', 'a.md'), 'bundle_duplicate_entry');
  });
});

describe('links', () => {
  const cases: [target: string, code: string][] = [
    ['../../out', 'bundle_link_out'],
    ['./../../out', 'bundle_link_out'],
    ['/etc/passwd', 'bundle_link_out'],
    ['C:\\out', 'bundle_link_out'],
    ['..\\..\\out', 'bundle_link_out'],
    ['nothing', 'bundle_link_broken'],
    ['a.md/x', 'bundle_link_broken'],
    ['link', 'bundle_link_loop'],
    ['.', 'bundle_link_loop'],
    ['..', 'bundle_link_loop'],
  ];
  test.for(cases)('a link to %s', async ([linkpath, code], { scratch }) => {
    await refused(scratch, tarOf([plain, { path: 'plugin/link', type: 'SymbolicLink', linkpath }]), code);
    const zip = { 'plugin/a.md': { content: 'a' }, 'plugin/link': { content: linkpath, mode: 0o120777 } };
    await refused(scratch, zipOf(zip), code);
  });

  test('a link out by way of another link', async ({ scratch }) => {
    const up: TarEntry = { path: 'a/b/up', type: 'SymbolicLink', linkpath: '../..' };
    await refused(
      scratch,
      tarOf([up, { path: 'out', type: 'SymbolicLink', linkpath: 'a/b/up/../x' }]),
      'bundle_link_out',
    );
  });

  test('a link to a path without end', async ({ scratch }) => {
    const content = paxRecord('linkpath', `${'./'.repeat(200_000)}a.md`);
    const entries: TarEntry[] = [
      { path: 'pax', type: 'ExtendedHeader', content },
      { path: 'l', type: 'SymbolicLink', linkpath: 'x' },
    ];
    await refused(scratch, tarOf(entries), 'bundle_path_too_long');
  });

  test('folders linked to and fro, which no walk would end', async ({ scratch }) => {
    const entries: TarEntry[] = [
      { path: 'a/f', content: 'x' },
      { path: 'b/f', content: 'x' },
      { path: 'a/to', type: 'SymbolicLink', linkpath: '../b' },
      { path: 'b/fro', type: 'SymbolicLink', linkpath: '../a' },
    ];
    await refused(scratch, tarOf(entries), 'bundle_link_loop');
  });

  test('hard links out, and to what is not there yet', async ({ scratch }) => {
    for (const [linkpath, code] of [
      ['../../etc/passwd', 'bundle_link_out'],
      ['/etc/passwd', 'bundle_link_out'],
      ['plugin/later', 'bundle_link_broken'],
      ['plugin/hard', 'bundle_link_broken'],
    ] as const) {
      await refused(scratch, tarOf([plain, { path: 'plugin/hard', type: 'Link', linkpath }]), code);
    }
  });
});

describe('what is no file', () => {
  test.for(['CharacterDevice', 'BlockDevice', 'FIFO', 'GNUDumpDir', 'TapeVolumeHeader', 'SparseFile'] as const)(
    '%s',
    async (type, { scratch }) => {
      await refused(scratch, tarOf([plain, { path: 'plugin/it', type }]), 'bundle_special_file');
    },
  );
  test('a pipe in a zip', async ({ scratch }) => {
    await refused(scratch, zipOf({ pipe: { content: '', mode: 0o010644 } }), 'bundle_special_file');
  });
});

describe('bombs', () => {
  const zeros = new Uint8Array(6 * 1024 * 1024);
  test('total size, packed or not, of all files together', async ({ scratch }) => {
    const entries = ['a', 'b', 'c'].map((path) => ({ path, content: 'x'.repeat(400) }));
    await refused(scratch, tarOf(entries), 'bundle_too_large', { totalBytes: 1000 });
    await refused(scratch, tgzOf(entries), 'bundle_too_large', { totalBytes: 1000 });
    const zip = zipOf({ a: { content: 'x'.repeat(600) }, b: { content: 'x'.repeat(600) } });
    await refused(scratch, zip, 'bundle_too_large', { totalBytes: 1000 });
    await refused(scratch, tarOf([plain]), 'bundle_too_large', { archiveBytes: 1000 });
  });
  test('count of entries, folders too', async ({ scratch }) => {
    const entries = Array.from({ length: 11 }, (_, at): TarEntry => ({ path: `d${at}`, type: 'Directory' }));
    await refused(scratch, tarOf(entries), 'bundle_too_many_entries', { entries: 10 });
  });
  test('a hard link counts as a copy', async ({ scratch }) => {
    const big = { path: 'big', content: 'x'.repeat(600) };
    await refused(scratch, tarOf([big, { path: 'hard', type: 'Link', linkpath: 'big' }]), 'bundle_too_large', {
      totalBytes: 1000,
    });
  });
  test('ratio', async ({ scratch }) => {
    await refused(scratch, tgzOf([{ path: 'zeros', content: zeros }]), 'bundle_compression_ratio');
    await refused(scratch, zipOf({ zeros: { content: zeros } }), 'bundle_compression_ratio');
  });
  test('packed twice', async ({ scratch }) => {
    await refused(scratch, gzipSync(tgzOf([plain])), 'bundle_archive_broken');
  });
});

describe('archives that are none', () => {
  test('cut off, changed, of no format, empty', async ({ scratch }) => {
    const tar = tarOf([{ path: 'a', content: 'x'.repeat(2000) }]);
    const tgz = tgzOf([{ path: 'a', content: Buffer.from(crypto.getRandomValues(new Uint8Array(5000))) }]);
    const zip = zipOf({ a: { content: 'hello hello hello hello' } });
    await refused(scratch, tar.subarray(0, 1024), 'bundle_archive_broken');
    await refused(scratch, tgz.subarray(0, 3000), 'bundle_archive_broken');
    await refused(scratch, zip.subarray(0, zip.length - 10), 'bundle_archive_broken');
    await refused(scratch, Buffer.from('<html>not found</html>'.repeat(100)), 'bundle_archive_broken');
    await refused(scratch, Buffer.alloc(0), 'bundle_archive_broken');
    const wrong = Buffer.from(tar);
    wrong[0] = 0x62;
    await refused(scratch, wrong, 'bundle_archive_broken');
    await refused(scratch, tarOf([]), 'bundle_archive_broken');
    await refused(scratch, tarOf([{ path: 'a/', type: 'Directory' }]), 'bundle_empty');
    await refused(scratch, tarOf([{ path: '.git/config', content: 'x' }]), 'bundle_empty');
  });
  test('a zip whose checksum is wrong', async ({ scratch }) => {
    const zip = zipOf({ 'a.md': { content: 'a' } });
    const at = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt32LE(7, at + 16);
    await refused(scratch, zip, 'bundle_archive_broken');
  });
  test('a size that lies', async ({ scratch }) => {
    await refused(scratch, tarOf([{ path: 'a', content: 'x', size: 1e9 }]), 'bundle_archive_broken');
  });
});
