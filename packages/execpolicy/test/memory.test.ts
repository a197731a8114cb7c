import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = `
import { loadExecPolicy } from ${JSON.stringify(fileURLToPath(new URL('../src/index.ts', import.meta.url)))};
const policy = await loadExecPolicy();
const rules = { prefixRules: [], networkRules: [], hostExecutables: new Map() };
const heuristics = { safe: 'allow', unknown: 'prompt', dangerous: 'prompt' };
const script = 'git status --short; for f in a "$b"; do rg -n "TODO" src | head -20 && echo "$f"; done\\n'.repeat(20);
let most = 0;
for (let round = 0; round < 40; round += 1) {
  for (let count = 0; count < 25; count += 1) policy.decide(script, { rules, heuristics });
  // What is compiled beside this has time to.
  await new Promise((resolve) => setTimeout(resolve, 10));
  most = Math.max(most, process.memoryUsage().rss);
}
process.stdout.write(String(most));
`;

test('many scripts take no more memory than some: the grammar is not optimised beside them', {
  timeout: 60_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@tenon/source',
    '--input-type=module',
    '-e',
    program,
  ]);
  // Some 110 MB; with the optimising compiler at work, nearly 600.
  expect(Number(stdout) / 2 ** 20).toBeLessThan(250);
});
