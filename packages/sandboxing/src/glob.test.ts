import { expect, test } from 'vitest';
import { checkGlob, escapeGlob, globMatcher, partsOf, splitGlob } from './glob.ts';

test.each([
  ['/ws/*.env', ['/ws/.env', '/ws/a.env', '/ws/a.env/x/y'], ['/ws/a/b.env', '/ws/a.envx', '/wsx/.env', '/ws']],
  ['/ws/**/*.env', ['/ws/.env', '/ws/a/.env', '/ws/.hidden/b/c.env'], ['/w/.env', '/ws/env']],
  ['/ws/**', ['/ws/a', '/ws/a/b'], ['/wsx']],
  ['/**', ['/', '/a', '/a/b'], []],
  ['/**/id_rsa', ['/id_rsa', '/a/b/id_rsa'], ['/a/id_rsa2', '/aid_rsa']],
  ['/a/**/b/**/c', ['/a/b/c', '/a/x/b/y/z/c'], ['/a/c', '/ab/c']],
  ['/a/x**y', ['/a/xy', '/a/x12y'], ['/a/x/y']],
  ['/a/?', ['/a/b', '/a/ü', '/a/😀'], ['/a/bc', '/a/', '/a']],
  ['/a/[a-c]x', ['/a/ax', '/a/cx'], ['/a/dx', '/a/x']],
  ['/a/[!a]', ['/a/b'], ['/a/a', '/a//']],
  ['/a/[]]', ['/a/]'], ['/a/[]]']],
  ['/a/[&~|$]', ['/a/&', '/a/~', '/a/|', '/a/$'], ['/a/x']],
  ['/a/{b,c/d}.[ch]', ['/a/b.c', '/a/c/d.h'], ['/a/b,c/d.c', '/a/b.x']],
  ['/a/{x{1,2},y}', ['/a/x1', '/a/x2', '/a/y'], ['/a/x']],
  ['/a/\\*', ['/a/*'], ['/a/b']],
  ['/a.b/(c)+', ['/a.b/(c)+'], ['/aXb/(c)+', '/a.b/cc']],
  ['/a,b/}', ['/a,b/}'], ['/a']],
  ['/a/*', ['/a/x\ny'], []],
  ['/a/*b*c', ['/a/bc', '/a/xbxbxcxc', '/a/bcbc'], ['/a/b', '/a/cb', '/a/bcx']],
  ['/a/[{]{[,],\\,}', ['/a/{,', '/a/{,'], ['/a/{']],
  ['/a/b{}c', ['/a/bc'], ['/a/b{}c']],
  ['/a/{**/b,c/**,d}', ['/a/b', '/a/x/y/b', '/a/c/x/y', '/a/d'], ['/a/e', '/a/xb']],
  ['/a/x\\', ['/a/x\\'], ['/a/x']],
])('%s', (pattern, hits, misses) => {
  const matcher = globMatcher(pattern);
  const matches = (path: string) => matcher(partsOf(path));
  expect(hits.filter((path) => !matches(path))).toEqual([]);
  expect(misses.filter(matches)).toEqual([]);
});

test.each(['/a/[b', '/a/{b,c', '/a/../*', '/a/[', '/a/[b/c]', '/a/[z-a]', `/${'{a,b}'.repeat(10)}`])(
  '%s is refused',
  (pattern) => {
    expect(() => checkGlob(pattern)).toThrow(expect.objectContaining({ code: 'bad_permission_path' }));
  },
);

test('an escaped path matches itself', () => {
  const path = '/a*?[x]{y,z}\\w/(b)';
  expect(globMatcher(escapeGlob(path))(partsOf(path))).toBe(true);
});

test('a pattern has a folder that is literal', () => {
  expect(splitGlob('/a/b/*.c/d')).toEqual({ folder: '/a/b', rest: '*.c/d' });
  expect(splitGlob('/*')).toEqual({ folder: '/', rest: '*' });
  expect(splitGlob('*.c')).toEqual({ folder: '', rest: '*.c' });
  expect(splitGlob('/a/b')).toEqual({ folder: '/a', rest: 'b' });
});

test('no pattern takes long', () => {
  const matches = globMatcher(`/${'*a'.repeat(100)}b/${'**/x/'.repeat(50)}y`);
  const path = partsOf(`/${'a'.repeat(5000)}b/${'x/'.repeat(500)}z`);
  expect(matches(path)).toBe(false);
});
