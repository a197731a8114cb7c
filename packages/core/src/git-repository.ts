import { posix, win32 } from 'node:path';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SessionMeta } from '@tenon/protocol';
import { originUrl, withoutCredentials } from './git-remote.ts';

// Part of core, and not of a package of its own: nothing else needs it, it is a page long, and with the environment's files alone
// it works wherever the thread's commands run. A `git` process would cost tens of milliseconds, and run what a repository configures.

export type GitFacts = NonNullable<SessionMeta['git']>;
export type GitFiles = Pick<FileSystem, 'readFile' | 'stat'>;

/** Bytes. What is larger is not read: it is no file that git wrote, or would take too long. */
const MAX_SIZE = { small: 64 * 1024, config: 1024 * 1024, packedRefs: 32 * 1024 * 1024 };
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** A ref may lead to another one; git follows five. */
const MAX_LINKS = 5;

/**
 * What git knows of a directory: commit, branch and `origin`, read from the repository's own files. Null where there is no repository.
 * A part that cannot be found out is null; without a commit yet there is just the branch, and detached there is none.
 * `trouble` is told of what is broken. Includes and rewrites (`insteadOf`) of the configuration are not followed. Rejects as `files` do.
 */
export async function readRepository(
  files: GitFiles,
  cwd: string,
  options: { readonly windows: boolean; readonly trouble: (message: string) => void },
): Promise<GitFacts | null> {
  const paths = options.windows ? win32 : posix;
  const { trouble } = options;

  async function read(path: string, maxSize: number): Promise<string | undefined> {
    const stat = await files.stat(path);
    if (!stat) return undefined;
    // Reading a pipe would never end.
    if (stat.kind !== 'file' || stat.size > maxSize) {
      trouble(`${path} is no file of git: ${stat.kind}, ${stat.size} bytes`);
      return undefined;
    }
    return Buffer.from(await files.readFile(path)).toString();
  }

  /** The folder of this working tree; that of a linked one or a submodule is named in a file. */
  async function findFolder(): Promise<string | undefined> {
    for (let directory = cwd; ; directory = paths.dirname(directory)) {
      const path = paths.join(directory, '.git');
      const kind = (await files.stat(path))?.kind;
      if (kind === 'directory') return path;
      if (kind !== undefined) {
        const named = /^gitdir: (.+?)[\r\n]*$/.exec((await read(path, MAX_SIZE.small)) ?? '')?.[1];
        if (named === undefined) trouble(`${path} names no folder`);
        return named && paths.resolve(directory, named);
      }
      if (paths.dirname(directory) === directory) return undefined;
    }
  }

  async function hashOf(ref: string, common: string, links: number): Promise<string | null> {
    // It becomes a path: it must not lead out of the folder.
    if (!/^refs\/[^\\\0]+$/.test(ref) || ref.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      trouble(`${common} has a ref of no valid name`);
      return null;
    }
    const loose = (await read(paths.join(common, ref), MAX_SIZE.small))?.trim();
    if (loose?.startsWith('ref: ') && links < MAX_LINKS) return hashOf(loose.slice(5).trim(), common, links + 1);
    if (loose !== undefined) {
      if (HASH.test(loose)) return loose;
      trouble(`${paths.join(common, ref)} holds no commit`);
      return null;
    }
    const packed = `${(await read(paths.join(common, 'packed-refs'), MAX_SIZE.packedRefs)) ?? ''}\n`;
    const end = packed.indexOf(` ${ref}\n`);
    const hash = end < 0 ? '' : packed.slice(packed.lastIndexOf('\n', end) + 1, end);
    return HASH.test(hash) ? hash : null;
  }

  async function head(folder: string, common: string): Promise<Pick<GitFacts, 'commit_hash' | 'branch'> | undefined> {
    const text = (await read(paths.join(folder, 'HEAD'), MAX_SIZE.small))?.trim();
    if (text === undefined) return undefined;
    if (HASH.test(text)) return { commit_hash: text, branch: null };
    const ref = /^ref: *(.+)$/.exec(text)?.[1];
    // What stands there where refs are kept in tables.
    if (ref === undefined || ref === 'refs/heads/.invalid') {
      trouble(`${paths.join(folder, 'HEAD')} is not understood`);
      return { commit_hash: null, branch: null };
    }
    const commit_hash = await hashOf(ref, common, 0);
    return { commit_hash, branch: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null };
  }

  const folder = await findFolder();
  if (folder === undefined) return null;
  // What linked working trees share.
  const shared = (await read(paths.join(folder, 'commondir'), MAX_SIZE.small))?.trim();
  const common = shared ? paths.resolve(folder, shared) : folder;
  const [at, config] = await Promise.all([head(folder, common), read(paths.join(common, 'config'), MAX_SIZE.config)]);
  if (!at) {
    trouble(`${folder} has no HEAD`);
    return null;
  }
  const url = config === undefined ? undefined : originUrl(config);
  return { ...at, repository_url: url === undefined ? null : withoutCredentials(url) };
}
