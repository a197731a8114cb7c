import { tenonError } from '@tenon/plugin-api';
import type { Config } from './config.ts';
import { PLUGIN, runGit } from './run-git.ts';
import type { WantedTree } from './tree.ts';

/** Characters that a remote may answer with: the refs that end as the one that is asked for. */
const maxAnswer = 1024 * 1024;

/** The commit that a remote has now where a tree would be taken from; undefined where it does not say. */
export async function remoteCommit(
  { url, ref = 'HEAD' }: WantedTree,
  config: Config,
  cwd: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  let answer = '';
  await runGit(['ls-remote', '--quiet', '--', url, ref, `${ref}^{}`], {
    config,
    cwd,
    signal,
    onOutput: (text) => {
      answer += text;
      if (answer.length > maxAnswer)
        throw tenonError({
          code: 'too_large',
          message: `the repository has very many refs named ${ref}`,
          mend: 'Name one in full, such as refs/heads/main.',
          plugin: PLUGIN,
        });
    },
  });
  const commits = new Map(answer.split('\n').map((line) => line.split('\t').reverse() as [string, string]));
  // The order in which `git fetch` understands a name; a tag's commit before the tag itself.
  for (const name of [ref, `refs/${ref}`, `refs/tags/${ref}`, `refs/heads/${ref}`]) {
    const commit = commits.get(`${name}^{}`) ?? commits.get(name);
    if (commit !== undefined) return commit;
  }
  return undefined;
}
