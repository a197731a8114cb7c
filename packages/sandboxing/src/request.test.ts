import { expect, test } from 'vitest';
import { readRequest } from './index.ts';

test('what a model asks for', () => {
  expect(readRequest({ network: { enabled: true }, file_system: { read: ['/a/'], write: ['/b'] } })).toEqual({
    network: { enabled: true },
    fileSystem: {
      read: ['/a'],
      write: ['/b'],
      entries: [
        { path: { type: 'path', path: '/a' }, access: 'read' },
        { path: { type: 'path', path: '/b' }, access: 'write' },
      ],
    },
  });
});

test.each([
  {},
  { network: null, file_system: null },
  { network: {} },
  { network: { enabled: false }, file_system: { read: [], write: null } },
])('%j asks for nothing', (value) => {
  expect(readRequest(value)).toBeUndefined();
});

test.each<[unknown, string, string]>([
  ['network', 'bad_permission_profile', 'it is no object'],
  [{ fileSystem: { write: ['/a'] } }, 'bad_permission_profile', '"fileSystem" is not known'],
  [{ network: { enable: true } }, 'bad_permission_profile', 'at network: "enable" is not known'],
  [{ network: true }, 'bad_permission_profile', 'at network: it is no object'],
  [{ file_system: { write: '/a' } }, 'bad_permission_profile', 'it is no list'],
  [{ file_system: { entries: [] } }, 'bad_permission_profile', 'at file_system: "entries" is not known'],
  [{ file_system: { write: ['a'] } }, 'bad_permission_path', 'it is relative'],
  [{ file_system: { read: ['~/a'] } }, 'bad_permission_path', 'it is relative'],
  [{ file_system: { read: ['/a/../b'] } }, 'bad_permission_path', '`..`'],
  [{ file_system: { read: ['/a\u001b[2K/b'] } }, 'bad_permission_path', 'nobody can read'],
  [{ file_system: { write: ['/a/\u202eb'] } }, 'bad_permission_path', 'nobody can read'],
])('%j is refused', (value, code, message) => {
  expect(() => readRequest(value)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
