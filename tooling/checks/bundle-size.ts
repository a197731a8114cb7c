// What the smallest packages weigh, minified and gzipped, as an application would bundle them.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type Problem, report } from './lib/report.ts';
import { needBuilt, root, selected } from './lib/workspace.ts';

/** Bytes at most of the entry `.` with everything it imports. */
const budgets: Readonly<Record<string, number>> = { 'packages/kernel': 4096, 'packages/plugin-api': 2048 };

needBuilt(selected(Object.keys(budgets)));
const problems: Problem[] = [];
const sizes: string[] = [];
for (const [dir, budget] of Object.entries(budgets)) {
  const { outputFiles } = await build({
    entryPoints: [join(root, dir, 'dist/index.js')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'silent',
  });
  const size = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
  sizes.push(`${dir} ${size} of ${budget} bytes`);
  if (size > budget) problems.push({ rule: 'bundle-size', where: dir, message: `${size} bytes, ${budget} at most` });
}
report('bundle-size', problems, sizes.join(', '));
