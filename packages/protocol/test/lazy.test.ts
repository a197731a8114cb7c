import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('importing the index loads no schema, and no zod', () => {
  const index = join(import.meta.dirname, '../src/index.ts');
  const code = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(index)});
    console.log(JSON.stringify(loaded));
  `;
  const stdout = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  const names = (JSON.parse(stdout) as string[]).map((url) => url.slice(url.lastIndexOf('/') + 1)).sort();
  expect(names).toEqual(['index.ts', 'methods.ts', 'rpc.ts']);
});
