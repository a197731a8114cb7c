import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { Config } from './config.ts';
import { harmlessAttributes } from './harmless.ts';
import { type GitRun, PLUGIN, runGit } from './run-git.ts';

/** Which tree of which repository. All of it was checked: nothing in it can be taken for an option. */
export interface WantedTree {
  readonly url: string;
  readonly ref?: string | undefined;
  readonly sha?: string | undefined;
  /** Folders and files that are taken. Default: all. */
  readonly paths?: readonly string[] | undefined;
}

/** Milliseconds between two looks at how much has come. */
const lookEvery = 100;

const fetched = 'refs/tenon/fetched';

/** Writes the tree into an empty folder, without a `.git`; gives the commit. Throws `too_large`, `git_path_missing`, and what `runGit` does. */
export async function takeTree(wanted: WantedTree, config: Config, into: string, signal: AbortSignal): Promise<string> {
  const folder = join(into, '.git');
  const run: GitRun = { config, cwd: into, signal };
  const git = (args: readonly string[], options: Partial<GitRun> = {}) =>
    runGit([`--git-dir=${folder}`, `--work-tree=${into}`, ...args], { ...run, ...options });

  await git(['init', '--quiet', '--template=', ...(wanted.sha?.length === 64 ? ['--object-format=sha256'] : [])]);
  await mkdir(join(folder, 'info'), { recursive: true });
  await writeFile(join(folder, 'info/attributes'), harmlessAttributes);

  const what = wanted.sha ?? wanted.ref ?? 'HEAD';
  await belowLimit(join(folder, 'objects/pack'), config.max_bytes, signal, (limited) =>
    git(
      [
        'fetch',
        '--quiet',
        '--depth=1',
        '--no-tags',
        '--no-recurse-submodules',
        '--',
        wanted.url,
        `+${what}:${fetched}`,
      ],
      { signal: limited },
    ),
  );
  let commit = '';
  await git(['rev-parse', '--verify', '--quiet', `${fetched}^{commit}`], {
    onOutput: (text) => {
      commit = (commit + text.trim()).slice(0, 64);
    },
  });
  if (wanted.sha !== undefined && wanted.sha !== commit)
    throw tenonError({
      code: 'git_failed',
      message: `${wanted.sha} is no commit`,
      mend: 'Pin a commit.',
      plugin: PLUGIN,
    });

  const paths = wanted.paths?.length ? wanted.paths : [];
  const files = countFiles(config);
  await git(['ls-tree', '-r', '-z', '-l', '--full-tree', commit, '--', ...paths], { onOutput: files.read });
  if (paths.length > 0 && files.count() === 0)
    throw tenonError({
      code: 'git_path_missing',
      message: `there is no ${paths.join(', ')} in ${commit}`,
      mend: 'See that the paths are spelled as in the repository, and that the ref has them.',
      plugin: PLUGIN,
    });
  const all = paths.length > 0 ? paths : ['.'];
  if (files.count() > 0) await git(['checkout', '--quiet', '--force', commit, '--', ...all]);
  await rm(folder, { recursive: true, force: true });
  return commit;
}

const tooLarge = (limit: string, option: keyof Config) =>
  tenonError({
    code: 'too_large',
    message: `the repository has more than ${limit}`,
    mend: `Take less of it with sparse paths, or allow more with the option ${option}.`,
    plugin: PLUGIN,
  });

/** Reads `ls-tree -r -z -l`: `mode type hash size\tpath`, each ended by a NUL. Throws when there is more than may be taken. */
function countFiles({ max_bytes, max_files }: Config) {
  let rest = '';
  let count = 0;
  let bytes = 0;
  return {
    count: () => count,
    read(text: string) {
      const lines = (rest + text).split('\0');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        count += 1;
        // A submodule has no size: `-`.
        bytes += Number(/^\S+ +\S+ +\S+ +(\d+)\t/.exec(line)?.[1] ?? 0);
      }
      if (count > max_files) throw tooLarge(`${max_files} files`, 'max_files');
      if (bytes > max_bytes) throw tooLarge(`${max_bytes} bytes`, 'max_bytes');
    },
  };
}

/** Does some work that is aborted once the files of a folder have more bytes than they may. */
async function belowLimit(
  folder: string,
  limit: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const look = async () => {
    if ((await sizeOf(folder)) > limit) over.abort(tooLarge(`${limit} bytes`, 'max_bytes'));
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = look().catch((error: unknown) => over.abort(error));
  }, lookEvery);
  try {
    await work(AbortSignal.any([signal, over.signal]));
  } finally {
    clearInterval(timer);
    await looking;
  }
  await look();
  over.signal.throwIfAborted();
}

/** Bytes of the files in a folder. What vanishes meanwhile has none. */
async function sizeOf(folder: string): Promise<number> {
  const absent = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  };
  const names = (await readdir(folder).catch(absent)) ?? [];
  const stats = await Promise.all(names.map((name) => stat(join(folder, name)).catch(absent)));
  return stats.reduce((sum, found) => sum + (found?.size ?? 0), 0);
}
