import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { loadConfig, trustProject } from './index.ts';

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-trust-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  for (const folder of ['home', 'system', 'a "b".c/.git', 'a "b".c/sub'])
    mkdirSync(join(base, folder), { recursive: true });
});
const places = () => ({ home: join(base, 'home'), system: join(base, 'system'), cwd: join(base, 'a "b".c/sub') });
const file = () => join(base, 'home/config.toml');

test('a project of which nobody said anything is noted by its root, and nothing else changes', async () => {
  writeFileSync(file(), '# mine\nmodel = "x" # kept\n');
  expect(await trustProject(places())).toBe(true);
  expect(readFileSync(file(), 'utf8')).toMatch(/^# mine\nmodel = "x" # kept\n/);
  expect((await loadConfig(places())).project).toMatchObject({ root: join(base, 'a "b".c'), trust: 'trusted' });
  expect(await trustProject(places())).toBe(false);
});

test.each(['trusted', 'untrusted'])('what a layer says (%s) stays, whichever it is', async (level) => {
  const toml = `[projects.${JSON.stringify(join(base, 'a "b".c'))}]\ntrust_level = "${level}"\n`;
  for (const layer of [file(), join(base, 'system/config.toml')]) {
    writeFileSync(layer, toml);
    expect(await trustProject(places())).toBe(false);
    expect((await loadConfig(places())).project?.trust).toBe(level);
    rmSync(layer);
  }
  const overrides = [`projects.${JSON.stringify(join(base, 'a "b".c'))}.trust_level=${level}`];
  expect(await trustProject({ ...places(), overrides })).toBe(false);
});

test('many at once write it once, and lose nothing of each other', async () => {
  writeFileSync(file(), 'model = "x"\n');
  const written = await Promise.all(Array.from({ length: 5 }, () => trustProject(places())));
  expect(written.filter(Boolean).length).toBeGreaterThan(0);
  expect(readFileSync(file(), 'utf8').match(/trust_level/g)).toHaveLength(1);
});
