// Adds up what the test runs of the packages counted (see tooling/build/strict-reporter.ts), in one line.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root, workspacePackages } from './lib/workspace.ts';

const sum = { passed: 0, failed: 0, skipped: 0 };
const silent: string[] = [];
for (const { dir, manifest } of workspacePackages()) {
  if (!manifest.scripts?.test) continue;
  const file = join(root, dir, '.turbo/tests.json');
  if (!existsSync(file)) {
    silent.push(dir);
    continue;
  }
  const counts = readJson<typeof sum>(file);
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  sum.skipped += counts.skipped;
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
if (silent.length > 0) {
  console.error(`no test ran in ${silent.join(', ')}`);
  process.exitCode = 1;
}
