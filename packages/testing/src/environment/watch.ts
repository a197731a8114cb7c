import type { FileWatchListener } from '@tenon/plugin-api/environment';
import { describe, expect, test } from 'vitest';
import type { EnvironmentSetup } from './setup.ts';

/** What was told of since the last look, and whether a path among it comes. */
function recorder() {
  const paths: string[] = [];
  const errors: unknown[] = [];
  let told = Promise.withResolvers<void>();
  const listener: FileWatchListener = {
    changed(path) {
      paths.push(path);
      told.resolve();
      told = Promise.withResolvers();
    },
    failed: (error) => errors.push(error),
  };
  return {
    listener,
    paths,
    errors,
    /** Resolves once the path was told of since the last call. */
    async comes(path: string) {
      while (!paths.includes(path)) await told.promise;
      // What is told of one change may come in parts: the next one is not to be taken for it.
      await new Promise((resolve) => setTimeout(resolve, 50));
      paths.length = 0;
    },
  };
}

/** Watching of files and folders. */
export function testWatch(setup: () => EnvironmentSetup): void {
  describe('watch', () => {
    test('tells of a file, also after it was replaced, removed and made again', async () => {
      const { environment, folder, run } = setup();
      const { files } = environment;
      await run('printf 1 >f');
      const seen = recorder();
      const stop = await files.watch(`${folder}/f`, seen.listener);
      await run('printf 2 >f');
      await seen.comes(`${folder}/f`);
      for (const text of ['3', '4']) {
        await files.writeFile(`${folder}/f`, text);
        await seen.comes(`${folder}/f`);
      }
      await run('rm f');
      await seen.comes(`${folder}/f`);
      await run('printf 5 >f');
      await seen.comes(`${folder}/f`);
      await run('printf x >other');
      await run('printf 6 >f');
      await seen.comes(`${folder}/f`);
      expect(seen.errors).toEqual([]);
      stop();
    });

    test('tells what changes in a folder, also after it was replaced', async () => {
      const { environment, folder, run } = setup();
      await run('mkdir d');
      const seen = recorder();
      const stop = await environment.files.watch(`${folder}/d`, seen.listener);
      await run('printf 1 >d/one');
      await seen.comes(`${folder}/d/one`);
      await run('mkdir e && rm -r d && mv e d');
      await seen.comes(`${folder}/d`);
      await run('printf 1 >d/two');
      await seen.comes(`${folder}/d/two`);
      expect(seen.errors).toEqual([]);
      stop();
    });

    test('tells of the file that a link leads to, under the name that is watched', async () => {
      const { environment, folder, run } = setup();
      await run('mkdir real && printf 1 >real/f && ln -s real/f link');
      const seen = recorder();
      const stop = await environment.files.watch(`${folder}/link`, seen.listener);
      await run('printf 2 >real/f');
      await seen.comes(`${folder}/link`);
      stop();
    });

    test('waits for what is not there, but not for its folder', async () => {
      const { environment, folder, run } = setup();
      const seen = recorder();
      const stop = await environment.files.watch(`${folder}/later`, seen.listener);
      await run('printf 1 >later');
      await seen.comes(`${folder}/later`);
      stop();
      await expect(environment.files.watch(`${folder}/none/f`, seen.listener)).rejects.toMatchObject({
        code: 'ENOENT',
      });
    });

    test('tells nothing once it was stopped', async () => {
      const { environment, folder, run } = setup();
      const [stopped, other] = [recorder(), recorder()];
      const stop = await environment.files.watch(folder, stopped.listener);
      const stopOther = await environment.files.watch(folder, other.listener);
      stop();
      await run('printf 1 >f');
      await other.comes(`${folder}/f`);
      expect(stopped.paths).toEqual([]);
      stopOther();
    });
  });
}
