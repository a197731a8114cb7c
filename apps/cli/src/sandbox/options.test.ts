import { expect, test } from 'vitest';
import { sandboxOptions } from './options.ts';

const read = (args: string[], platform = 'linux') => sandboxOptions(args, { cwd: '/here', platform });

test('the command begins at --, or at the first word that is no option', async () => {
  expect(await read(['--', 'ls', '-la', '--', '--help'])).toEqual({
    argv: ['ls', '-la', '--', '--help'],
    cwd: '/here',
    profile: undefined,
    overrides: [],
    strict: false,
  });
  expect(await read(['--profile', ':workspace', '-C', 'sub', '-c', 'a=1', '-cb=2', 'ls', '-C', '/'])).toMatchObject({
    argv: ['ls', '-C', '/'],
    cwd: '/here/sub',
    profile: ':workspace',
    overrides: ['a=1', 'b=2'],
  });
  expect(await read(['--profile=:workspace', '--', '--profile'])).toMatchObject({
    argv: ['--profile'],
    profile: ':workspace',
  });
});

test("Codex's spelling", async () => {
  const args = ['--permissions-profile', 'p', '-C', '/ws', '--', 'ls'];
  expect(await read(['linux', ...args])).toMatchObject({ argv: ['ls'], cwd: '/ws', profile: 'p' });
  expect(await read(['seatbelt', ...args], 'darwin')).toMatchObject({ argv: ['ls'] });
  expect(await read(['linux'].concat('ls', '-la'))).toMatchObject({ argv: ['ls', '-la'] });
  await expect(read(['macos', ...args])).rejects.toThrow(/sandbox macos: this is linux/);
  expect(await read(['--', 'macos'])).toMatchObject({ argv: ['macos'] });
});

test('what is wrong is told', async () => {
  await expect(read([])).rejects.toThrow(/name the command/);
  await expect(read(['--profile', 'a', '--'])).rejects.toThrow(/name the command/);
  await expect(read(['--nope', 'ls'])).rejects.toThrow(/--nope/);
  await expect(read(['--profile'])).rejects.toThrow(/--profile/);
  await expect(read(['--profile', 'a', '--permissions-profile', 'b', 'ls'])).rejects.toThrow(/give one of them/);
});

test('help', async () => {
  expect(await read(['--help'])).toBeUndefined();
  expect(await read(['-h', 'ls'])).toBeUndefined();
  expect(await read(['ls', '--help'])).toMatchObject({ argv: ['ls', '--help'] });
});
