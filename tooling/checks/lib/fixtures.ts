import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { boundaryProblems } from './boundaries.ts';
import type { Problem } from './report.ts';
import { root, workspacePackages } from './workspace.ts';

const fixtures = join(root, 'tooling/checks/fixtures');

/** A small monorepo in `into`: the good one, with the files of fixture `name` laid over it. */
function lay(name: string, into: string): void {
  cpSync(join(fixtures, 'good'), into, { recursive: true });
  if (name !== 'good') cpSync(join(fixtures, name), into, { recursive: true });
  // Biome matches the patterns of its configuration from the folder it runs in.
  cpSync(join(root, 'tooling/checks/biome.json'), join(into, 'tooling/checks/biome.json'));
  const link = (target: string, as: string) => {
    mkdirSync(dirname(join(into, 'node_modules', as)), { recursive: true });
    symlinkSync(target, join(into, 'node_modules', as));
  };
  for (const { dir, manifest } of workspacePackages(into)) link(join(into, dir), manifest.name);
  link(realpathSync(join(root, 'packages/protocol/node_modules/zod')), 'zod');
}

async function problemsOf(name: string): Promise<Problem[]> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), `tenon-${name}-`)));
  try {
    lay(name, base);
    return (await boundaryProblems(base)).problems;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Proves that each fixture breaks the rule it is named after and no other, and that the good one breaks none. */
export async function checkFixtures(rules: readonly string[]): Promise<void> {
  const names = readdirSync(fixtures).sort();
  const failures = rules.filter((rule) => !names.includes(rule)).map((rule) => `${rule}: no fixture breaks this rule`);
  for (const name of names) {
    const problems = await problemsOf(name);
    const others = problems.filter(({ rule }) => rule !== name);
    const caught = problems.length > 0 && others.length === 0;
    console.log(`${(name === 'good' ? problems.length === 0 : caught) ? '✓' : '✗'} fixture ${name}`);
    for (const { where, message } of problems) console.log(`    ${where}\n      ${message}`);
    for (const { rule, where } of others) failures.push(`${name}: breaks ${rule} (${where})`);
    if (problems.length === 0 && name !== 'good') failures.push(`${name}: nothing was caught`);
  }
  for (const failure of failures) console.error(`✗ boundaries --fixtures: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  else
    console.log(`✓ boundaries --fixtures: each of ${rules.length} rules catches its fixture, and the good one passes`);
}
