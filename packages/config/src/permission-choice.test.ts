import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type LoadOptions, loadConfig } from './index.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tenon-permissions-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
});

const named = 'default_permissions = "dev"\n';
const mode = 'sandbox_mode = "danger-full-access"\n';
const profile = 'profile = "p"\n[profiles.p]\nsandbox_mode = "danger-full-access"\n';

// Each as Codex 0.128 answers thread/start with the same files and flags.
test.each<[string, { user: string; project?: string; options?: Partial<LoadOptions> }, 'dev' | 'mode']>([
  ['of one file, the profile', { user: named + mode }, 'dev'],
  ['-c beats the file', { user: named, options: { overrides: [mode.trim()] } }, 'mode'],
  ['-c beats the file, the other way', { user: mode, options: { overrides: [named.trim()] } }, 'dev'],
  ['a project beats the user', { user: named, project: mode }, 'mode'],
  ['a project beats the user, the other way', { user: mode, project: named }, 'dev'],
  ['[profiles] beat all files', { user: named + profile }, 'mode'],
  ['[profiles] beat -c', { user: profile, options: { overrides: [named.trim()] } }, 'mode'],
  ['typed flags beat [profiles]', { user: profile, options: { flags: { default_permissions: 'dev' } } }, 'dev'],
  ['alone', { user: mode }, 'mode'],
])('%s', async (_, { user, project, options }, chosen) => {
  const [home, folder] = [join(base, 'home'), join(base, 'project')];
  for (const each of [home, join(folder, '.git'), join(folder, '.codex')]) mkdirSync(each, { recursive: true });
  writeFileSync(join(home, 'config.toml'), `${user}[projects.${JSON.stringify(folder)}]\ntrust_level = "trusted"\n`);
  if (project) writeFileSync(join(folder, '.codex', 'config.toml'), project);
  const { config } = await loadConfig({ home, cwd: folder, ...options });
  expect([config.default_permissions, config.sandbox_mode]).toEqual(
    chosen === 'dev' ? ['dev', undefined] : [undefined, 'danger-full-access'],
  );
});
