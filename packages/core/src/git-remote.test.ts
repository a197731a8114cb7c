import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originUrl, withoutCredentials } from './git-remote.ts';

test.each([
  ['[remote "origin"]\n\turl = https://e/a.git\n\tfetch = +refs/*\n', 'https://e/a.git'],
  ['[core]\n\turl = no\n[Remote "origin"] URL=x ; why\n', 'x'],
  ['[remote "origin"]\n  url = "a # b" # c\n', 'a # b'],
  ['[remote "origin"]\n  url = a\\\n b\n', 'a b'],
  ['[remote "origin"]\n  url = C:\\\\dir\\"x\n', 'C:\\dir"x'],
  ['[remote "origin"]\n  url = one\n  url = two\n', 'one'],
  ['[remote "origin"]\r\n  url = one\r\n', 'one'],
  ['[remote "origin"]\n  pushurl = two\n[remote "Origin"]\n url = no\n', undefined],
  ['[remote "other"]\n  url = no\n[branch "origin"]\n  url = no\n', undefined],
  ['[remote "origin"]\n  url =\n', undefined],
  ['\u0000[[[\n]\\', undefined],
  ['', undefined],
])('the url in %j', (config, url) => {
  expect(originUrl(config)).toBe(url);
});

test.each([
  ['https://example.com/a.git', 'https://example.com/a.git'],
  ['https://user:token@example.com/a.git', 'https://example.com/a.git'],
  ['https://token@example.com:8443/a.git', 'https://example.com:8443/a.git'],
  ['https://user:p@ss@example.com/a.git', 'https://example.com/a.git'],
  ['https://user:p#s?s@example.com/a.git', 'https://example.com/a.git'],
  ['HTTPS://u:p@[::1]:80/a@b.git', 'HTTPS://[::1]:80/a@b.git'],
  ['https://user:p/ss@example.com/a.git', null],
  ['https://example.com/a.git?token=x#y', 'https://example.com/a.git'],
  ['https://example.com?token=x/y', 'https://example.com'],
  ['ssh://git@example.com/a.git', 'ssh://git@example.com/a.git'],
  ['ssh://git:pw@example.com:22/a.git', 'ssh://git@example.com:22/a.git'],
  ['git+ssh://git:pw@example.com/a.git', 'git+ssh://git@example.com/a.git'],
  ['helper::https://user:token@example.com/a', 'helper::https://example.com/a'],
  ['git@example.com:a/b.git', 'git@example.com:a/b.git'],
  ['/srv/a.git', '/srv/a.git'],
  ['../a', '../a'],
  ['file:///srv/a@b.git', 'file:///srv/a@b.git'],
])('%s is written as %s', (url, written) => {
  expect(withoutCredentials(url)).toBe(written);
});

test('no password is written, whatever is in it', () => {
  const word = fc.string({ minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom('https', 'http', 'ssh', 'ftp'), word, (scheme, text) => {
      const password = `SECRET${text}`;
      expect(withoutCredentials(`${scheme}://user:${password}@example.com/a.git`) ?? '').not.toContain('SECRET');
    }),
  );
});

test('nothing that stands in a configuration makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void originUrl(`[remote "origin"]\n${text}\nurl = ${text}`)));
});
