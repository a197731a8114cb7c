import { describe, expect, test } from 'vitest';
import type { EnvironmentSetup } from './setup.ts';

/** Folders, links, copies. */
export function testFolders(setup: () => EnvironmentSetup): void {
  describe('folders and links', () => {
    test('a folder is made alone, when it is asked for alone', async () => {
      const { environment, folder } = setup();
      const { files } = environment;
      const alone = { recursive: false };
      await expect(files.makeDirectory(`${folder}/a/b`, alone)).rejects.toMatchObject({ code: 'ENOENT' });
      await files.makeDirectory(`${folder}/a`, alone);
      await expect(files.makeDirectory(`${folder}/a`, alone)).rejects.toMatchObject({ code: 'EEXIST' });
    });

    test('lists with kinds, of what links lead to', async () => {
      const { environment, folder, run } = setup();
      await run('mkdir d && printf x >f && ln -s d to-d && ln -s f to-f && ln -s nowhere lost && mkfifo pipe');
      const entries = await environment.files.readEntries(folder);
      expect(Object.fromEntries(entries.map(({ name, kind }) => [name, kind]))).toEqual({
        d: 'directory',
        f: 'file',
        'to-d': 'directory',
        'to-f': 'file',
        lost: 'symlink',
        pipe: 'other',
      });
      await expect(environment.files.readEntries(`${folder}/f`)).rejects.toMatchObject({ code: 'ENOTDIR' });
    });

    test('tells a link from what it leads to, and when both were made', async () => {
      const { environment, folder, run } = setup();
      const { files } = environment;
      await run('printf xyz >f && ln -s f to-f && ln -s nowhere lost');
      expect(await files.stat(`${folder}/to-f`)).toMatchObject({ kind: 'file', size: 3 });
      expect(await files.linkStat(`${folder}/to-f`)).toMatchObject({ kind: 'symlink' });
      expect(await files.linkStat(`${folder}/f`)).toMatchObject({ kind: 'file' });
      expect(await files.stat(`${folder}/lost`)).toBeUndefined();
      expect(await files.linkStat(`${folder}/lost`)).toMatchObject({ kind: 'symlink' });
      expect(await files.linkStat(`${folder}/none`)).toBeUndefined();
      expect((await files.stat(`${folder}/f`))?.createdAt).toBeGreaterThanOrEqual(0);
    });

    test('removes folders, and never through a link', async () => {
      const { environment, folder, run } = setup();
      const { files } = environment;
      await run('mkdir -p out full/sub empty && printf x >out/kept && printf x >full/sub/f && ln -s ../out full/link');
      await expect(files.removeDirectory(`${folder}/full`)).rejects.toMatchObject({ code: 'ENOTEMPTY' });
      await files.removeDirectory(`${folder}/empty`);
      await files.removeDirectory(`${folder}/full`, { recursive: true });
      expect(await files.readDirectory(folder)).toEqual(['out']);
      expect(await files.readDirectory(`${folder}/out`)).toEqual(['kept']);
      const whole = { recursive: true };
      await expect(files.removeDirectory(`${folder}/none`, whole)).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(files.removeDirectory(`${folder}/out/kept`, whole)).rejects.toMatchObject({ code: 'ENOTDIR' });
    });

    test('copies files, links as links, and folders when asked to', async () => {
      const { environment, folder, run } = setup();
      const { files } = environment;
      await run('mkdir -p from/sub to && printf new >from/sub/f && ln -s sub/f from/link && mkfifo from/pipe');
      await run('printf old >over && chmod 750 from/sub/f');
      await files.copy(`${folder}/from/sub/f`, `${folder}/over`);
      await files.copy(`${folder}/from/link`, `${folder}/link`);
      await files.copy(`${folder}/from`, `${folder}/to`, { recursive: true });
      expect(
        (await run('cat over; readlink link; readlink to/link; cat to/sub/f; test -x to/sub/f && ls to')).text,
      ).toBe('newsub/f\nsub/f\nnewlink\nsub\n');
    });

    test('refuses what cannot be copied', async () => {
      const { environment, folder, run } = setup();
      const { files } = environment;
      await run('mkdir -p d/sub && mkfifo pipe && printf x >f');
      const copy = (from: string, to: string, recursive = false) =>
        files.copy(`${folder}/${from}`, `${folder}/${to}`, { recursive });
      await expect(copy('d', 'e')).rejects.toMatchObject({ code: 'EISDIR' });
      await expect(copy('d', 'd/sub/e', true)).rejects.toMatchObject({ code: 'EINVAL' });
      await expect(copy('pipe', 'e')).rejects.toMatchObject({ code: 'EINVAL' });
      await expect(copy('none', 'e')).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(copy('f', 'none/e')).rejects.toMatchObject({ code: 'ENOENT' });
      expect((await files.readDirectory(folder)).toSorted()).toEqual(['d', 'f', 'pipe']);
    });
  });
}
