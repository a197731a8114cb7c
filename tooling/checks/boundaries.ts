// Floors, cycles, deep imports, undeclared dependencies: who may import what.
//   node tooling/checks/boundaries.ts             checks the repository
//   node tooling/checks/boundaries.ts --fixtures  shows what each rule catches, and fails when one catches nothing
import { boundaryProblems, rules } from './lib/boundaries.ts';
import { checkFixtures } from './lib/fixtures.ts';
import { report } from './lib/report.ts';
import { root } from './lib/workspace.ts';

if (process.argv.includes('--fixtures')) await checkFixtures(rules);
else {
  const { problems, files, imports } = await boundaryProblems(root);
  report('boundaries', problems, `${imports} imports of ${files} files keep to the floors`);
}
