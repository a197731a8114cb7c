import { isAbsolute, join, normalize, win32 } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundlePath, foldName, isGit } from './bundle-path.ts';
import { defaultLimits } from './limits.ts';

const read = (raw: string, strip = 0) => bundlePath(raw, defaultLimits, '/bundle', strip);

test('plain paths', () => {
  expect(read('a/b.md')).toBe('a/b.md');
  expect(read('./a/')).toBe('a');
  expect(read('./')).toBe('');
  expect(read('package/a/b', 1)).toBe('a/b');
  expect(read('package/', 1)).toBe('');
  expect(read('package', 2)).toBeNull();
});

test('no text makes a path that is not inside, on any system', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', 'a', 'C:', '\\', 'con', 'b '),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const paths = fc
    .array(part, { maxLength: 6 })
    .chain((parts) => fc.constantFrom('/', '\\').map((by) => parts.join(by)));
  fc.assert(
    fc.property(paths, fc.nat({ max: 2 }), (raw, strip) => {
      let path: string | null;
      try {
        path = read(raw, strip);
      } catch (error) {
        expect(isTenonError(error) && error.code).toMatch(/^bundle_path_/);
        return;
      }
      if (path === null || path === '') return;
      expect(isAbsolute(path) || win32.isAbsolute(path)).toBe(false);
      expect(normalize(path)).toBe(path);
      expect(win32.normalize(path)).toBe(path.replaceAll('/', '\\'));
      expect(join('/root', path).startsWith('/root/')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('names that some file system takes for one', () => {
  for (const [a, b] of [
    ['A', 'a'],
    ['É', 'e\u0301'],
    ['ß', 'SS'],
    ['ﬁ', 'FI'],
    ['ΑΣ', 'ας'],
    ['.g\u200cit', '.GIT'],
    ['ſ', 's'],
    ['K', 'k'],
  ] as const) {
    expect(foldName(a)).toBe(foldName(b));
  }
  expect(foldName('a-b')).not.toBe(foldName('a_b'));
  expect(isGit('a/.Git/x')).toBe(true);
  expect(isGit('.gitignore')).toBe(false);
});
