import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Problem } from './report.ts';
import { root } from './workspace.ts';

/** Reads of the environment outside applications, tests and tooling: Biome finds them, with the configuration of the `biome` check. */
export function processEnvProblems(base: string): Problem[] {
  const run = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--reporter=json', '--max-diagnostics=none', '--config-path=tooling/checks', '.'],
    { cwd: base, encoding: 'utf8' },
  );
  if (run.error) throw run.error;
  const { diagnostics } = JSON.parse(run.stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  return diagnostics
    .filter(({ category }) => category === 'lint/style/noProcessEnv')
    .map(({ location }) => ({
      rule: 'no-process-env',
      where: typeof location.path === 'string' ? location.path : location.path.file,
      message: 'the environment is read in apps/ only: take the value as an option',
    }));
}
