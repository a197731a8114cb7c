import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { accessOf, bindProfile, builtInProfile, mayMove } from '@tenon/sandboxing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeOf } from '../test/seatbelt.ts';
import { SANDBOX_EXEC, seatbeltArguments } from './sandbox-exec.ts';
import { type SeatbeltProfile, seatbeltProfile } from './seatbelt-profile.ts';

const config = { allow_unix_sockets: false };
/** Links as macOS has them. */
const resolve = (path: string) => path.replace(/^\/(tmp|var|etc)(?=\/|$)/, '/private/$1');
const place = { cwd: '/Users/u/ws', tmpdir: '/var/folders/x/T' };

const managed = (entries: readonly FileSystemSandboxEntry[], network = false): PermissionProfile => ({
  type: 'managed',
  network: { enabled: network },
  fileSystem: { type: 'restricted', entries: [...entries] },
});
const made = (profile: PermissionProfile, request: Partial<SandboxRequest> = {}) =>
  seatbeltProfile({ profile, ...place, ...request }, config, resolve) as SeatbeltProfile;
const judgeFor = (profile: PermissionProfile) => {
  const { text, parameters } = made(profile);
  return judgeOf(text, parameters);
};

test(':workspace, as it is written', async () => {
  const { text, parameters } = made(builtInProfile(':workspace') as PermissionProfile);
  await expect(`${parameters.join('\n')}\n\n${text}`).toMatchFileSnapshot('../test/golden/workspace.txt');
});

test('a profile with denials, patterns and the network, as it is written', async () => {
  const { text, parameters } = made(
    managed(
      [
        { path: { type: 'special', value: { kind: 'minimal' } }, access: 'read' },
        { path: { type: 'special', value: { kind: 'project_roots' } }, access: 'write' },
        { path: { type: 'path', path: '/Users/u/ws/vendor' }, access: 'read' },
        { path: { type: 'path', path: '/Users/u/ws/private' }, access: 'none' },
        { path: { type: 'glob_pattern', pattern: '**/*.env' }, access: 'none' },
      ],
      true,
    ),
  );
  await expect(`${parameters.join('\n')}\n\n${text}`).toMatchFileSnapshot('../test/golden/denials.txt');
});

test('the workspace, temporary folders where they really are, and metadata in any spelling', () => {
  const judge = judgeFor(builtInProfile(':workspace') as PermissionProfile);
  const writes = (path: string) => judge.may('file-write-data', path);
  expect(writes('/Users/u/ws/a/b')).toBe(true);
  expect(writes('/private/tmp/x')).toBe(true);
  expect(writes('/private/var/folders/x/T/x')).toBe(true);
  expect(writes('/Users/u/other')).toBe(false);
  expect(judge.may('file-read-data', '/Users/u/other')).toBe(true);
  for (const metadata of ['.git', '.GIT/hooks/x', 'a/b/.Codex/config.toml', '.tenon', 'a/.agents']) {
    expect(writes(`/Users/u/ws/${metadata}`), metadata).toBe(false);
  }
  expect(writes('/Users/u/ws/x.git/a')).toBe(true);
  expect(writes('/Users/u/ws/.gitignore')).toBe(true);
  expect(judge.may('file-write-unlink', '/Users/u/ws')).toBe(false);
  expect(judge.may('file-write-unlink', '/Users/u/ws/a')).toBe(true);
});

test('folders above what may be read are seen, and not read', () => {
  const judge = judgeFor(managed([{ path: { type: 'path', path: '/Users/u/ws' }, access: 'read' }]));
  expect(judge.may('file-read-metadata', '/Users/u')).toBe(true);
  expect(judge.may('file-read-data', '/Users/u')).toBe(false);
  expect(judge.may('file-read-metadata', '/Users/u/other')).toBe(false);
});

test('what is said of the network and of Unix sockets', () => {
  const network = (rules: readonly string[]) => rules.filter((rule) => /network|socket/.test(rule));
  expect(network(judgeFor(managed([])).rules)).toEqual([]);
  expect(network(judgeFor(managed([], true)).rules)).toEqual([
    'allow system-socket',
    'allow network-outbound',
    'allow network-inbound',
    'allow network-bind',
    'allow network-outbound',
  ]);
  const { text } = seatbeltProfile(
    { profile: managed([]), ...place },
    { allow_unix_sockets: true },
    resolve,
  ) as SeatbeltProfile;
  expect(text).toContain('(allow network-outbound (remote unix-socket))');
});

test('nothing is confined that the profile does not confine', () => {
  const root: FileSystemSandboxEntry = { path: { type: 'special', value: { kind: 'root' } }, access: 'write' };
  for (const profile of [{ type: 'disabled' } as const, managed([root], true)]) {
    expect(seatbeltProfile({ profile, ...place }, config, resolve)).toBeUndefined();
  }
});

const names = [
  'a',
  'b',
  'A b',
  '.git',
  '.Git',
  'x.env',
  '"',
  '\\',
  '") (allow default) ("',
  '(param "P0")',
  ';',
  '=',
  '\n',
  'P0=',
  '$(id)',
  '[*]?',
  '^a|b$',
  'é😀',
];
const name = fc.constantFrom(...names);
const below = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const path = below.map((each) => `/w/${each}`);
const access = fc.constantFrom('read', 'write', 'none');
const entry: fc.Arbitrary<FileSystemSandboxEntry> = fc.oneof(
  fc.record({ path: path.map((each) => ({ type: 'path' as const, path: each })), access }),
  fc.record({ path: fc.constant({ type: 'path' as const, path: '/w' }), access }),
  fc.record({
    path: fc
      .constantFrom('/w/**/*.env', '/w/a/*', '/w/b/[!a]', '/w/{a,b}/"', '**/x.env')
      .map((pattern) => ({ type: 'glob_pattern' as const, pattern })),
    access: fc.constant('none' as const),
  }),
);

test('it says of every path what the profile says, whatever things are called', () => {
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: 1, maxLength: 6 }),
      fc.array(path, { minLength: 1, maxLength: 8 }),
      (entries, paths) => {
        const profile = managed(entries);
        const bound = bindProfile(profile, { ...place, cwd: '/w' });
        const { text, parameters } = made(profile, { cwd: '/w' });
        const judge = judgeOf(text, parameters);
        for (const each of ['/w', ...paths]) {
          expect(judge.may('file-read-data', each), `reading ${each}`).toBe(accessOf(bound, each) !== 'none');
          expect(judge.may('file-write-data', each), `writing ${each}`).toBe(accessOf(bound, each) === 'write');
          expect(judge.may('file-write-unlink', each), `moving ${each}`).toBe(mayMove(bound, each));
        }
        expect(judge.may('network-outbound', '/w')).toBe(false);
      },
    ),
    { numRuns: 1000 },
  );
});

test('paths are given beside the text, each whole', () => {
  fc.assert(
    fc.property(path, (each) => {
      const profile = made(
        managed([
          { path: { type: 'path', path: each }, access: 'none' },
          { path: { type: 'path', path: '/w' }, access: 'write' },
        ]),
      );
      const args = seatbeltArguments(profile, ['ls', '--', '-D']);
      expect(args.slice(0, 2)).toEqual(['-p', profile.text]);
      expect(args.slice(-4)).toEqual(['--', 'ls', '--', '-D']);
      expect(args.slice(2, -4).map((argument) => argument.replace(/^-DP\d+=/, ''))).toContain(each);
    }),
  );
  expect(SANDBOX_EXEC.startsWith('/usr/')).toBe(true);
});
