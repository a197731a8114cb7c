import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tenon-config-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** The packages that a process of its own has loaded after running some code; it also watches for reads of `process.env`. */
async function loadedBy(code: string): Promise<string[]> {
  const file = join(home, 'run.mjs');
  const hooks = `
    import { registerHooks } from 'node:module';
    const seen = new Set();
    registerHooks({ load(url, context, next) { const found = /node_modules\\/(zod|smol-toml)\\//.exec(url); if (found) seen.add(found[1]); return next(url, context); } });
    const { env } = process;
    Object.defineProperty(process, 'env', { get() { if (new Error().stack.split('\\n')[2].includes('/config/src/')) throw new Error('process.env was read'); return env; } });
    const { loadConfig, parseValue } = await import(${JSON.stringify(import.meta.resolve('./index.ts'))});
    const home = ${JSON.stringify(home)};
    ${code}
    console.log(JSON.stringify([...seen].sort()));`;
  await writeFile(file, hooks);
  const args = ['--conditions=@tenon/source', '--disable-warning=ExperimentalWarning', file];
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  return JSON.parse((await promisify(execFile)(process.execPath, args, { cwd })).stdout);
}

test('the index loads neither zod nor smol-toml, nor does a start with nothing to read', async () => {
  expect(await loadedBy('')).toEqual([]);
  expect(await loadedBy(`await loadConfig({ home, flags: { model: 'm' } });`)).toEqual([]);
});

test('each comes when there is something for it to do', async () => {
  expect(await loadedBy(`await parseValue('1');`)).toEqual(['smol-toml']);
  expect(await loadedBy(`await loadConfig({ home, overrides: ['model=m'] });`)).toEqual(['smol-toml', 'zod']);
});
