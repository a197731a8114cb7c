// Permission profiles through the program: chosen by configuration or flag, with more folders, and what administrators deny.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PermissionProfile } from '@tenon/protocol';
import { accessOf, bindProfile, readProfile } from '@tenon/sandboxing';
import { reply } from '@tenon/testing/model-server';
import { expect, test, vi } from 'vitest';
import { rolloutLines, type World, world } from './program.ts';

// Each runs the program some times, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 120_000 });

const dev = `default_permissions = "dev"
[permissions.dev.filesystem]
":root" = "read"
":project_roots" = { "." = "write", "build" = "read", "keys" = "none" }
[permissions.other.filesystem]
":root" = "read"
`;

/** What the last turn of the last thread ran under. */
function lastProfile(w: World): PermissionProfile {
  const lines = rolloutLines(w.rollouts().at(-1) ?? expect.fail('nothing is stored'));
  const context = lines.findLast(({ type }) => type === 'turn_context') ?? expect.fail('no turn_context');
  return readProfile((context.payload as { permission_profile: unknown }).permission_profile);
}

const access = (w: World, ...paths: string[]) => {
  const bound = bindProfile(lastProfile(w), { cwd: w.cwd, tmpdir: '/tmp/none' });
  return paths.map((path) => accessOf(bound, path.startsWith('/') ? path : join(w.cwd, path)));
};

const run = async (w: World, ...args: string[]) => {
  const { code, stderr } = await w.run(['exec', ...args, 'x']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stderr;
};

test('exec works under the configured profile, and --add-dir adds to it exactly', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  w.config(dev);
  expect(await run(w)).toMatch(/sandbox dev/);
  const paths = ['a', 'build/x', 'keys/k', '/srv/more/x', '/etc/x'];
  expect(access(w, ...paths)).toEqual(['write', 'read', 'none', 'read', 'read']);
  await run(w, '--add-dir', '/srv/more');
  expect(access(w, ...paths)).toEqual(['write', 'read', 'none', 'write', 'read']);
});

test('--permissions-profile chooses one; --sandbox stands beside none', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  w.config(dev);
  await run(w, '--permissions-profile', ':workspace', '--add-dir', '/srv/more');
  expect(access(w, 'keys/k', '/srv/more/x', '/etc/x')).toEqual(['write', 'write', 'read']);
  const stderr = await run(w, '--permissions-profile', 'other', '--add-dir', '/srv/more');
  expect(stderr).toContain('--add-dir /srv/more is ignored');
  expect(access(w, 'a', '/srv/more/x')).toEqual(['read', 'read']);
  const both = await w.run(['exec', '--permissions-profile', 'dev', '--sandbox', 'read-only', 'x']);
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('give one of them') });
  const unknown = await w.run(['exec', '--permissions-profile', 'nope', 'x']);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/undefined profile `nope`.*`dev`, `other`/) });
});

test('a mode of the command line beats the configured profile, and takes --add-dir too', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  w.config(dev);
  await run(w, '--full-auto', '--add-dir', '/srv/more');
  expect(access(w, 'keys/k', '/srv/more/x', '/etc/x')).toEqual(['write', 'write', 'read']);
  await run(w, '-c', 'sandbox_mode="read-only"');
  expect(access(w, 'a', 'keys/k')).toEqual(['read', 'read']);
});

test('a profile of the project counts where the project is trusted', async () => {
  await using w = await world({ fallback: reply.text('ok') });
  mkdirSync(join(w.cwd, '.codex'));
  writeFileSync(join(w.cwd, '.codex/config.toml'), dev);
  w.config('');
  await run(w);
  expect(access(w, 'a', 'keys/k')).toEqual(['read', 'read']);
  w.config(`[projects.${JSON.stringify(w.cwd)}]\ntrust_level = "trusted"\n`);
  await run(w);
  expect(access(w, 'a', 'keys/k')).toEqual(['write', 'none']);
});

test.each([
  { args: [] },
  { args: ['--sandbox', 'danger-full-access'] },
  { args: ['--permissions-profile', ':danger-no-sandbox'] },
  { args: ['--permissions-profile', ':workspace', '--add-dir', '/denied'] },
  { args: ['--full-auto', '--add-dir', '/denied/sub'] },
])('what administrators deny, $args does not let be read', async ({ args }) => {
  await using w = await world({ fallback: reply.text('ok') });
  mkdirSync(w.system);
  writeFileSync(
    join(w.system, 'requirements.toml'),
    '[permissions.filesystem]\ndeny_read = ["/denied", "~/.ssh", "/**/*.pem"]\n',
  );
  w.config(dev);
  await run(w, ...args);
  const home = w.env.HOME ?? expect.fail('no home');
  expect(access(w, '/denied/sub/f', `${home}/.ssh/id`, 'sub/x.pem')).toEqual(['none', 'none', 'none']);
});

test('full access reads all but what administrators deny', async () => {
  const cmd = 'cat keys/k sub/a.pem; cat open && echo made > made';
  await using w = await world({ replies: [reply.call('exec_command', { cmd }), reply.text('done')] });
  mkdirSync(w.system);
  writeFileSync(
    join(w.system, 'requirements.toml'),
    '[permissions.filesystem]\ndeny_read = [":project_roots/keys", ":project_roots/**/*.pem"]\n',
  );
  for (const [name, text] of Object.entries({ 'keys/k': 'hush', 'sub/a.pem': 'hush', open: 'seen' })) {
    mkdirSync(dirname(join(w.cwd, name)), { recursive: true });
    writeFileSync(join(w.cwd, name), `${text}\n`);
  }
  await run(w, '--sandbox', 'danger-full-access');
  const output = JSON.stringify(w.model.requests.at(-1)?.body.input.at(-1));
  expect(output).toContain('seen');
  expect(output).not.toContain('hush');
  expect(readFileSync(join(w.cwd, 'made'), 'utf8')).toBe('made\n');
});
