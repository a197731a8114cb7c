import { join } from 'node:path';
import type { Generation } from '@tenon/kernel';
import { environments, type FileSystem } from '@tenon/plugin-api/environment';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { type Attempt, type Came, cameOf, type Door } from './attempt.ts';
import type { Ground } from './ground.ts';

/** An attempt through the files that tools are given. It happened when nothing was thrown, and `run` says so. */
interface FilesAttempt extends Attempt {
  readonly run: (files: FileSystem, ground: Ground) => Promise<boolean>;
}

const reads = (what: string, path: (ground: Ground) => string, permitted?: true): FilesAttempt => ({
  what,
  ...(permitted && { permitted }),
  run: async (files, ground) => Buffer.from(await files.readFile(path(ground))).includes(ground.secret),
});

const writes = (what: string, path: (ground: Ground) => string, permitted?: true): FilesAttempt => ({
  what,
  ...(permitted && { permitted }),
  async run(files, ground) {
    await files.makeDirectory(join(path(ground), '..'));
    await files.writeFile(path(ground), 'planted');
    return (await ground.text(path(ground))) === 'planted';
  },
});

const attempts: readonly FilesAttempt[] = [
  reads('read a file in a denied folder', ({ workspace }) => join(workspace, 'denied/file.txt')),
  reads('read a file that a denied pattern matches', ({ workspace }) => join(workspace, 'keys/server.secret')),
  writes('make a file outside of the workspace', ({ outside }) => join(outside, 'by-files.txt')),
  {
    what: 'move a folder that holds a denied one',
    async run(files, { workspace, text, secret }) {
      await files.rename(join(workspace, 'around'), join(workspace, 'moved'));
      return (await text(join(workspace, 'moved/denied/file.txt')))?.includes(secret) ?? false;
    },
  },
  writes('plant a hook in a nested repository', ({ workspace }) => join(workspace, 'vendored/.git/hooks/pre-push')),
  writes('plant a hook by making .git', ({ workspace }) => join(workspace, '.git/hooks/pre-push')),
  writes('write a file in the workspace', ({ workspace }) => join(workspace, 'folder/by-files.txt'), true),
  reads('read a file in the workspace', ({ workspace }) => join(workspace, 'readable.txt'), true),
];

/** What tools reach that read and write without a command. */
export const filesDoor = (generation: Generation): Door => ({
  name: 'files',
  async tryAll(ground, profile, signal) {
    const { files, platform } = generation.service(environments).get();
    const request = { profile, cwd: ground.workspace, tmpdir: platform.tmpdir };
    const confined = generation.service(sandbox).files(files, request);
    const tried = [];
    for (const attempt of attempts) {
      signal.throwIfAborted();
      tried.push({ attempt, came: await outcomeOf(attempt.run(confined, ground)) });
    }
    return tried;
  },
});

/** A refusal is what is hoped for; whatever else went wrong proves nothing. */
async function outcomeOf(run: Promise<boolean>): Promise<Came> {
  try {
    return await cameOf(run, 'it was done, and nothing came of it');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: code === 'sandbox_denied' ? 'prevented' : 'untried', answer: message };
  }
}
