import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PermissionProfile } from '@tenon/protocol';
import { expect, test } from 'vitest';
import { modeOf } from './sandbox-mode.ts';

const writing = (path: string): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: { type: 'restricted', entries: [{ path: { type: 'path', path }, access: 'write' }] },
});

test.each(['/', '//', '/.', '/./'])('who writes %s writes the whole disk', (path) => {
  expect(modeOf(writing(path))).toBe('danger-full-access');
});

test('and so does who writes a link to it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-'));
  try {
    symlinkSync('/', join(folder, 'all'));
    expect(modeOf(writing(join(folder, 'all')))).toBe('danger-full-access');
    expect(modeOf(writing(folder))).toBe('workspace-write');
    expect(modeOf(writing(join(folder, 'not-there')))).toBe('workspace-write');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
