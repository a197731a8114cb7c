import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Bytes of what a package's sources become, minified and gzipped, without other packages. */
async function size(entries: readonly string[], external: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: entries.map((entry) => `export * from ${JSON.stringify(entry)};`).join('\n'),
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    external: [...external],
    write: false,
    // Nothing of a tsconfig.json that happens to stand above the repository.
    tsconfigRaw: {},
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

test('the kernel is at most 4 KB, minified and gzipped', async () => {
  const bytes = await size(['./index.ts'], ['@tenon/plugin-api']);
  expect(bytes).toBeGreaterThan(2000);
  expect(bytes).toBeLessThanOrEqual(4096);
});

test('the runtime part of plugin-api, which every plugin loads, is at most 2 KB, minified and gzipped', async () => {
  const bytes = await size(['../../plugin-api/src/index.ts'], ['@tenon/protocol']);
  expect(bytes).toBeGreaterThan(500);
  expect(bytes).toBeLessThanOrEqual(2048);
});

test('with every point that there is, it is at most 2.5 KB', async () => {
  const files = [
    'index',
    'environment',
    'events',
    'exec-rules',
    'file-search',
    'logger',
    'marketplace',
    'model-provider',
    'policy',
    'prompt',
    'requirements',
    'reviewer',
    'rpc-methods',
    'sandbox',
    'secrets',
    'skills',
    'thread-store',
    'tool',
    'transport',
  ];
  const bytes = await size(
    files.map((file) => `../../plugin-api/src/${file}.ts`),
    ['@tenon/protocol'],
  );
  expect(bytes).toBeLessThanOrEqual(2560);
});
