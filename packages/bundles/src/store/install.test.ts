import { execFile } from 'node:child_process';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { tarOf, tgzOf, zipOf } from '../../test/archives.ts';
import { type Scratch, test } from '../../test/scratch.ts';
import type { Source } from '../content/incoming.ts';
import { readTree } from '../content/read-tree.ts';
import { installBundle, installEntries } from './install.ts';
import { installedDigests, removeBundle, verifiedBundle } from './store.ts';

async function folderOf({ dir }: Scratch, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(dir, 'source-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
const bytes = (text: string) => [Buffer.from(text)];

describe('what is taken in', () => {
  test('one content, one digest: a folder, a tar, a tgz and a zip', async ({ scratch }) => {
    const { home, file } = scratch;
    const folder = await folderOf(scratch, {
      'skills/a/SKILL.md': 'a',
      'bin/run.sh': '#!/bin/sh',
      '.git/config': 'x',
      'ü.md': 'u',
    });
    await chmod(join(folder, 'bin/run.sh'), 0o4775);
    await symlink('../ü.md', join(folder, 'skills/link.md'));
    await symlink('skills', join(folder, 'linked'));
    await mkdir(join(folder, 'empty'));
    const first = await installBundle({ folder }, { home });
    expect(first).toMatchObject({ fresh: true, root: join(home, 'plugins/digests', first.digest.slice(7)) });
    expect(first.entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'executable bin/run.sh',
      'link linked',
      'file skills/a/SKILL.md',
      'link skills/link.md',
      'file ü.md',
    ]);
    expect((await lstat(join(first.root, 'bin/run.sh'))).mode & 0o7777).toBe(0o555);
    expect((await lstat(join(first.root, 'ü.md'))).mode & 0o7777).toBe(0o444);
    expect(await readFile(join(first.root, 'linked/link.md'), 'utf8')).toBe('u');

    const entries = [
      { path: 'package/', type: 'Directory' as const },
      { path: 'package/linked', type: 'SymbolicLink' as const, linkpath: 'skills' },
      { path: 'package/ü.md', content: 'u', mode: 0o600 },
      { path: 'package/skills/a/SKILL.md', content: 'a', mode: 0o2646 },
      { path: 'package/bin/run.sh', content: '#!/bin/sh', mode: 0o6777 },
      { path: 'package/.GIT/hooks/post-checkout', content: 'x', mode: 0o777 },
      { path: 'package/skills/link.md', type: 'SymbolicLink' as const, linkpath: '../ü.md' },
    ];
    const zip = zipOf({
      'package/ü.md': { content: 'u' },
      'package/linked': { content: 'skills', mode: 0o120777 },
      'package/skills/link.md': { content: '../ü.md', mode: 0o120777 },
      'package/skills/a/SKILL.md': { content: 'a' },
      'package/bin/run.sh': { content: '#!/bin/sh', mode: 0o104755 },
    });
    for (const archive of [tarOf(entries), tgzOf(entries), zip]) {
      const again = await installBundle({ archive: await file('it', archive) }, { home, strip: 1 });
      expect(again).toEqual({ ...first, fresh: false });
    }
    expect(await installedDigests(home)).toEqual([first.digest]);
    expect(await readdir(join(home, 'plugins/.staging'))).toEqual([]);
  });

  test('a hard link is a copy of what it names', async ({ scratch: { home, file } }) => {
    const tar = tarOf([
      { path: 'a.sh', content: 'x', mode: 0o755 },
      { path: 'b.sh', type: 'Link', linkpath: 'a.sh' },
    ]);
    const { root } = await installBundle({ archive: await file('it', tar) }, { home });
    expect(await readFile(join(root, 'b.sh'), 'utf8')).toBe('x');
    expect((await lstat(join(root, 'b.sh'))).nlink).toBe(1);
    expect((await lstat(join(root, 'b.sh'))).mode & 0o777).toBe(0o555);
  });

  test('one changed byte, name or bit is another digest, and both stay', async ({ scratch }) => {
    const digests = new Set<string>();
    const add = async (files: Record<string, string>, mode = 0o644) => {
      const folder = await folderOf(scratch, files);
      await chmod(join(folder, Object.keys(files)[0] as string), mode);
      digests.add((await installBundle({ folder }, { home: scratch.home })).digest);
    };
    await add({ a: 'x' });
    await add({ a: 'y' });
    await add({ b: 'x' });
    await add({ a: 'x' }, 0o755);
    await add({ a: 'x', b: '' });
    expect(digests.size).toBe(5);
    expect(await installedDigests(scratch.home)).toEqual([...digests].sort());
  });

  test('many at once: one comes first, all have it', async ({ scratch }) => {
    const folder = await folderOf(scratch, { a: 'x', 'b/c': 'y' });
    const all = await Promise.all(Array.from({ length: 8 }, () => installBundle({ folder }, { home: scratch.home })));
    expect(all.filter((each) => each.fresh)).toHaveLength(1);
    expect(new Set(all.map((each) => each.root)).size).toBe(1);
  });
});

describe('what is refused of a folder', () => {
  const refused = async ({ home }: Scratch, folder: string, code: string) => {
    await expect(installBundle({ folder }, { home })).rejects.toMatchObject({ code });
    expect(await installedDigests(home)).toEqual([]);
  };
  test('links out, pipes and sockets, no folder', async ({ scratch }) => {
    const folder = await folderOf(scratch, { a: 'x' });
    await scratch.file('secret', 's');
    await symlink('../secret', join(folder, 'out'));
    await refused(scratch, folder, 'bundle_link_out');
    await rm(join(folder, 'out'));
    await symlink(join(folder, 'a'), join(folder, 'absolute'));
    await refused(scratch, folder, 'bundle_link_out');
    await rm(join(folder, 'absolute'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
    await refused(scratch, folder, 'bundle_special_file');
    await new Promise((resolve) => server.close(resolve));
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    await refused(scratch, folder, 'bundle_special_file');
    await rm(join(folder, 'pipe'));
    await refused(scratch, join(scratch.dir, 'nothing'), 'bundle_source_missing');
    await refused(scratch, join(folder, 'a'), 'bundle_source_missing');
  });

  test('a folder that holds the store itself', async ({ scratch }) => {
    await scratch.file('a', 'x');
    await refused(scratch, scratch.dir, 'bundle_source_holds_home');
  });

  test('a hard link to a file elsewhere is only what it reads', async ({ scratch }) => {
    const folder = await folderOf(scratch, { a: 'x' });
    await link(await scratch.file('other', 'o'), join(folder, 'b'));
    const { root } = await installBundle({ folder }, { home: scratch.home });
    expect((await lstat(join(root, 'b'))).nlink).toBe(1);
  });

  test('a content that is not the one that was reviewed', async ({ scratch }) => {
    const folder = await folderOf(scratch, { a: 'x' });
    const { digest } = await installBundle({ folder }, { home: scratch.home });
    await expect(installBundle({ folder }, { home: scratch.home, digest })).resolves.toMatchObject({ digest });
    await writeFile(join(folder, 'a'), 'y');
    const again = installBundle({ folder }, { home: scratch.home, digest });
    await expect(again).rejects.toMatchObject({ code: 'bundle_digest_mismatch' });
    const wrong = installBundle({ folder }, { home: scratch.home, digest: '../../x' });
    await expect(wrong).rejects.toMatchObject({ code: 'bundle_bad_digest' });
    expect(await installedDigests(scratch.home)).toEqual([digest]);
  });
});

describe('a staging folder that is tampered with', () => {
  /** Runs `tamper` on the staged folder after the first entries have been written. */
  const tampered = async ({ dir, home }: Scratch, tamper: (staged: string, elsewhere: string) => Promise<void>) => {
    const elsewhere = join(dir, 'elsewhere');
    await mkdir(join(elsewhere, 'sub'), { recursive: true });
    const source = async function* (): Source {
      yield { kind: 'file', path: 'sub/a', executable: false, content: bytes('a') };
      const staging = join(home, 'plugins/.staging');
      const [mine] = await readdir(staging);
      await tamper(join(staging, mine as string, 'bundle'), elsewhere);
      yield { kind: 'file', path: 'sub/b', executable: false, content: bytes('b') };
    };
    const install = installEntries(source(), '/source', { home });
    await expect(install).rejects.toMatchObject({ code: 'bundle_staging_changed' });
    expect(await readdir(join(elsewhere, 'sub'))).not.toContain('b');
    expect(await installedDigests(home)).toEqual([]);
    expect(await readdir(join(home, 'plugins/.staging'))).toEqual([]);
  };
  test('swapped for a link out', ({ scratch }) =>
    tampered(scratch, async (staged, elsewhere) => {
      await rename(staged, `${staged}-away`);
      await symlink(elsewhere, staged);
    }));
  test('a folder in it swapped for a link out', ({ scratch }) =>
    tampered(scratch, async (staged, elsewhere) => {
      await rename(join(staged, 'sub'), join(staged, 'away'));
      await symlink(join(elsewhere, 'sub'), join(staged, 'sub'));
    }));
  test('swapped for another folder', ({ scratch }) =>
    tampered(scratch, async (staged) => {
      await rename(staged, `${staged}-away`);
      await mkdir(join(staged, 'sub'), { recursive: true });
    }));
  test('swapped for another folder of the same content', ({ scratch }) =>
    tampered(scratch, async (staged) => {
      await rename(staged, `${staged}-away`);
      await mkdir(join(staged, 'sub'), { recursive: true });
      await writeFile(join(staged, 'sub/a'), 'a', { mode: 0o444 });
    }));
  test('gone', ({ scratch }) => tampered(scratch, (staged) => rm(staged, { recursive: true })));
  test('a file put in the way', ({ scratch }) =>
    tampered(scratch, (staged) => symlink('../../../../../elsewhere/sub/b', join(staged, 'sub/b'))));
  test('a file added', ({ scratch }) => tampered(scratch, (staged) => writeFile(join(staged, 'hooks.json'), '{}')));
  test('a file changed', ({ scratch }) =>
    tampered(scratch, async (staged) => {
      await rm(join(staged, 'sub/a'));
      await writeFile(join(staged, 'sub/a'), 'evil');
    }));
});

describe('the store', () => {
  test('leftovers of installs that died go at the next; those of the living stay', async ({ scratch }) => {
    const staging = join(scratch.home, 'plugins/.staging');
    const folder = await folderOf(scratch, { a: 'x' });
    const names: string[] = [];
    const peek = async function* (): Source {
      names.push(...(await readdir(staging)));
      yield { kind: 'file', path: 'a', executable: false, content: bytes('x') };
    };
    await installEntries(peek(), '/source', { home: scratch.home });
    const mine = names[0] as string;
    // A process that is gone: the largest pid there is has no process.
    await mkdir(join(staging, mine.replace(/-\d+-/, '-2147483647-'), 'bundle'), { recursive: true });
    await mkdir(join(staging, mine.replace(/-\d+-/, `-${process.pid}-`)));
    await mkdir(join(staging, `ffffffffffff-${process.pid}-x`));
    await mkdir(join(staging, 'old'));
    await utimes(join(staging, 'old'), 0, 0);
    await installBundle({ folder }, { home: scratch.home });
    expect((await readdir(staging)).sort()).toEqual([mine, `ffffffffffff-${process.pid}-x`].sort());
  });

  test('a bundle that was changed is not verified, and the next install brings it back', async ({ scratch }) => {
    const folder = await folderOf(scratch, { a: 'x', b: 'y' });
    const { digest, root } = await installBundle({ folder }, { home: scratch.home });
    expect((await verifiedBundle(scratch.home, digest)).root).toBe(root);
    for (const change of [
      () => rm(join(root, 'b')),
      () => writeFile(join(root, 'new'), ''),
      () => chmod(join(root, 'a'), 0o755),
      () => mkdir(join(root, '.git')).then(() => writeFile(join(root, '.git/config'), '')),
      () => symlink('a', join(root, 'link')),
      () => rm(join(root, 'a')).then(() => writeFile(join(root, 'a'), 'z')),
    ]) {
      await change();
      await expect(verifiedBundle(scratch.home, digest)).rejects.toMatchObject({
        code: 'bundle_digest_mismatch',
        file: root,
      });
      expect(await installBundle({ folder }, { home: scratch.home })).toMatchObject({ fresh: true, digest });
      expect((await readTree(root)).digest).toBe(digest);
    }
    const away = join(scratch.dir, 'away');
    await rename(root, away);
    await symlink(away, root);
    await expect(verifiedBundle(scratch.home, digest)).rejects.toMatchObject({ code: 'bundle_digest_mismatch' });
    expect(await installBundle({ folder }, { home: scratch.home })).toMatchObject({ fresh: true });
    expect((await lstat(root)).isDirectory()).toBe(true);
    expect((await readTree(away)).digest).toBe(digest);
    expect(await removeBundle(scratch.home, digest)).toBe(true);
    expect(await removeBundle(scratch.home, digest)).toBe(false);
    await expect(verifiedBundle(scratch.home, digest)).rejects.toMatchObject({ code: 'bundle_missing' });
  });

  test('a store that cannot be written says so', async ({ scratch }) => {
    const folder = await folderOf(scratch, { a: 'x' });
    const home = await scratch.file('home', 'a file');
    const install = installBundle({ folder }, { home });
    await expect(install).rejects.toMatchObject({ code: 'bundle_store_unwritable', file: home });
    const source = async function* (): Source {
      yield { kind: 'file', path: 'a', executable: false, content: bytes('x') };
      await readFile(join(folder, 'gone'));
    };
    const read = installEntries(source(), folder, { home: join(scratch.dir, 'other') });
    await expect(read).rejects.toMatchObject({ code: 'bundle_source_unreadable', file: folder });
  });

  test('a store that is a link is not followed; digests are no paths', async ({ scratch }) => {
    const folder = await folderOf(scratch, { a: 'x' });
    await mkdir(join(scratch.home, 'plugins'), { recursive: true });
    await mkdir(join(scratch.dir, 'elsewhere'));
    await symlink(join(scratch.dir, 'elsewhere'), join(scratch.home, 'plugins/digests'));
    await expect(installBundle({ folder }, { home: scratch.home })).rejects.toMatchObject({
      code: 'bundle_store_link',
    });
    expect(await readdir(join(scratch.dir, 'elsewhere'))).toEqual([]);
    await expect(removeBundle(scratch.home, '..')).rejects.toMatchObject({ code: 'bundle_bad_digest' });
  });
});
