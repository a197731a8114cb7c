import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** How many tests of a package passed, failed and did not run. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts the tests into `.turbo/tests.json`, and in CI fails a run that skipped one (`skip`, `todo`, `skipIf`):
 * what is not tested there is not tested anywhere.
 */
export function strictReporter(env: Readonly<Record<string, string | undefined>> = process.env): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[]): void {
      const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
      const skipped: string[] = [];
      for (const module of modules) {
        for (const test of module.children.allTests()) {
          const { state } = test.result();
          if (state === 'passed' || state === 'failed') counts[state] += 1;
          else {
            counts.skipped += 1;
            skipped.push(`${module.relativeModuleId}: ${test.fullName}`);
          }
        }
      }
      const folder = join(process.cwd(), '.turbo');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'tests.json'), `${JSON.stringify(counts)}\n`);
      if (!env.CI || skipped.length === 0) return;
      console.error(`\nCI skips no test, but ${skipped.length} did not run:\n  ${skipped.join('\n  ')}`);
      process.exitCode = 1;
    },
  };
}
