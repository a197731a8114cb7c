import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { describe, expect, test } from 'vitest';
import { accessOf, bindProfile, builtInProfile, escalatedProfile, keepDenials, withDenials } from './index.ts';

const place = { cwd: '/ws', tmpdir: '/tmp/u' };
const path = (path: string, access: 'read' | 'write' | 'none'): FileSystemSandboxEntry => ({
  path: { type: 'path', path },
  access,
});
const glob = (pattern: string): FileSystemSandboxEntry => ({ path: { type: 'glob_pattern', pattern }, access: 'none' });
const below = (subpath: string | null, access: 'write' | 'none'): FileSystemSandboxEntry => ({
  path: { type: 'special', value: { kind: 'project_roots', subpath } },
  access,
});
const managed = (...entries: FileSystemSandboxEntry[]): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: { type: 'restricted', entries },
});
const answers = (profile: PermissionProfile, ...paths: string[]) => {
  const bound = bindProfile(profile, place);
  return paths.map((each) => accessOf(bound, each));
};

describe('denials that are added', () => {
  const denials = [path('/secret', 'none'), below('keys', 'none'), glob('/**/*.pem')];

  test.each([
    ['disabled', { type: 'disabled' } as const, 'write'],
    ['external', { type: 'external', network: { enabled: false } } as const, 'write'],
    [
      'unrestricted',
      { type: 'managed', network: { enabled: false }, fileSystem: { type: 'unrestricted' } } as const,
      'write',
    ],
    ['read-only', builtInProfile(':read-only') as PermissionProfile, 'read'],
  ])('hold in a profile that is %s', (_, profile, elsewhere) => {
    const denied = withDenials(profile, denials);
    expect(answers(denied, '/secret/a', '/ws/keys/k', '/srv/a.pem', '/srv/a')).toEqual([
      ...['none', 'none', 'none', elsewhere],
    ]);
    expect(denied).toMatchObject({ type: 'managed', network: { enabled: profile.type === 'disabled' } });
    expect(withDenials(denied, denials)).toEqual(denied);
    expect(answers(escalatedProfile(denied), '/secret/a', '/ws/keys/k', '/srv/a.pem')).toEqual([
      'none',
      'none',
      'none',
    ]);
  });

  test('hold against entries for the same path, below it, and a workspace in it', () => {
    const profile = managed(
      path('/', 'read'),
      path('/secret', 'write'),
      path('/secret/a', 'read'),
      below(null, 'write'),
    );
    expect(answers(withDenials(profile, denials), '/secret/a', '/secret')).toEqual(['none', 'none']);
    const bound = bindProfile(withDenials(profile, denials), { cwd: '/secret/ws' });
    expect(accessOf(bound, '/secret/ws/file')).toBe('none');
  });

  test('are literally what they say', () => {
    const profile = withDenials(builtInProfile(':read-only') as PermissionProfile, [path('/a[b]', 'none')]);
    expect(answers(profile, '/a[b]/c', '/ab')).toEqual(['none', 'read']);
  });

  test('none: nothing changes', () => {
    expect(withDenials({ type: 'disabled' }, [])).toEqual({ type: 'disabled' });
  });
});

describe('the denials of another profile', () => {
  const other = managed(
    path('/', 'read'),
    path('/srv', 'none'),
    path('/srv/open', 'read'),
    below(null, 'write'),
    below('keys', 'none'),
    glob('*.env'),
  );

  test('are kept, with what they leave open', () => {
    const kept = keepDenials({ type: 'disabled' }, other, place);
    const paths = ['/srv/x', '/srv/open/x', '/ws/keys/k', '/ws/.env', '/ws/.git/config', '/etc/x'];
    expect(answers(kept, ...paths)).toEqual(['none', 'write', 'none', 'none', 'write', 'write']);
    const readOnly = keepDenials(builtInProfile(':read-only') as PermissionProfile, other, place);
    expect(answers(readOnly, ...paths)).toEqual(['none', 'read', 'none', 'none', 'read', 'read']);
  });

  test('cannot be lifted by naming what they deny', () => {
    const asked = managed(
      path('/', 'read'),
      path('/srv/x', 'write'),
      below('keys', 'write'),
      path('/ws/.env', 'write'),
    );
    expect(answers(keepDenials(asked, other, place), '/srv/x', '/ws/keys/k', '/ws/.env')).toEqual([
      ...['none', 'none', 'none'],
    ]);
  });

  test('are none where it only leaves something out', () => {
    const asked = builtInProfile(':workspace') as PermissionProfile;
    expect(keepDenials(asked, managed(below(null, 'write')), place)).toBe(asked);
  });
});
