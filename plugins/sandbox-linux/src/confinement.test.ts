import type { SandboxPolicy } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { expect, test } from 'vitest';
import { confinementOf } from './confinement.ts';

const real = (path: string) => (path === '/none' ? undefined : path.replace('/link', '/real'));
const of = (policy: SandboxPolicy) =>
  confinementOf({ profile: profileOfPolicy(policy), cwd: '/link/ws', tmpdir: '/none' }, real);
const metadata = (root: string) => ['.agents', '.codex', '.git', '.tenon'].map((name) => `${root}/${name}`);

test('read-only writes nothing', () => {
  expect(of({ type: 'readOnly' })).toEqual({ writable: [], readOnly: [], unreadable: [], network: false });
  expect(of({ type: 'readOnly', networkAccess: true }).network).toBe(true);
});

test('workspace-write writes its roots, each but for its metadata; what is missing is left out', () => {
  expect(of({ type: 'workspaceWrite', writableRoots: ['/more', '/link/ws'] })).toEqual({
    writable: ['/more', '/real/ws', '/tmp'],
    readOnly: ['/more', '/real/ws', '/tmp'].flatMap(metadata),
    unreadable: [],
    network: false,
  });
  expect(of({ type: 'workspaceWrite', excludeSlashTmp: true, networkAccess: true })).toMatchObject({
    writable: ['/real/ws'],
    network: true,
  });
});

test('a root within the metadata of another was named, so it may be written', () => {
  const policy: SandboxPolicy = { type: 'workspaceWrite', excludeSlashTmp: true, writableRoots: ['/real/ws/.git/x'] };
  expect(of(policy).writable).toEqual(['/real/ws', '/real/ws/.git/x']);
  expect(of(policy).readOnly).toContain('/real/ws/.git');
});
