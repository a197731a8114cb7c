// All checks: pnpm run check. Each one runs alone too: node tooling/checks/<name>.ts
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What needs no build first, so that the cheap answers come first. */
const checks: readonly (readonly [name: string, ...args: string[]])[] = [
  ['biome'],
  ['files'],
  ['manifests'],
  ['templates'],
  ['changesets'],
  ['boundaries'],
  ['boundaries', '--fixtures'],
  ['unused'],
  ['api'],
  ['publishable'],
  ['import-cost'],
];

interface Outcome {
  readonly title: string;
  readonly code: number;
  readonly text: string;
  readonly seconds: number;
}

function run(name: string, args: readonly string[]): Promise<Outcome> {
  const start = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  child.on('error', reject);
  child.on('close', (code) => {
    const seconds = (performance.now() - start) / 1000;
    resolve({ title: [name, ...args].join(' '), code: code ?? 1, text: Buffer.concat(chunks).toString(), seconds });
  });
  return promise;
}

const waiting = [...checks];
const failed: string[] = [];
/** Two at a time: the machines that run this have two cores. */
async function worker(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, ...args] = next;
    const { title, code, text, seconds } = await run(name, args);
    if (code !== 0) {
      failed.push(title);
      process.stderr.write(`${text.trimEnd()}\n✗ ${title} (${seconds.toFixed(1)} s)\n`);
    } else console.log(`✓ ${title} (${seconds.toFixed(1)} s)`);
  }
}
await Promise.all([worker(), worker()]);
if (failed.length > 0) {
  console.error(
    `\n${failed.length} of ${checks.length} checks failed: ${failed.map((each) => `node tooling/checks/${each.replace(/^\S+/, '$&.ts')}`).join(', ')}`,
  );
  process.exitCode = 1;
} else console.log(`all ${checks.length} checks passed`);
