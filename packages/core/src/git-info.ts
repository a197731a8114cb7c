import type { Generation } from '@tenon/kernel';
import { environments } from '@tenon/plugin-api/environment';
import { logger } from '@tenon/plugin-api/logger';
import type { GitInfo } from '@tenon/protocol';
import { asTenonError } from './error.ts';
import { type GitFacts, readRepository } from './git-repository.ts';

/** A file system that hangs must not keep threads from being started. */
const MAX_WAIT_MS = 500;

/** What git knows of a directory of the default environment, for a thread that begins there. Never rejects: what goes wrong is logged, and null. */
export async function gitFacts(generation: Generation, cwd: string): Promise<GitFacts | null> {
  const trouble = (message: string) =>
    generation.find(logger)?.warn(`what git knows of ${cwd} is not written into the thread, or not all: ${message}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      trouble(`it was not read within ${MAX_WAIT_MS} ms`);
      resolve(null);
    }, MAX_WAIT_MS);
  });
  try {
    const { files, platform } = generation.service(environments).get();
    const read = readRepository(files, cwd, { windows: platform.os === 'windows', trouble });
    return await Promise.race([read, late]);
  } catch (error) {
    trouble(asTenonError(error, 'git_unreadable').message);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** As clients see it. */
export const gitInfoOf = (git: GitFacts | null | undefined): GitInfo | null =>
  git ? { sha: git.commit_hash ?? null, branch: git.branch ?? null, originUrl: git.repository_url ?? null } : null;
