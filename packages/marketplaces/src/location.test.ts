import { expect, test } from 'vitest';
import { marketplaceLocation } from './index.ts';

const at = (source: string, rest: { ref?: string; sparsePaths?: string[] } = {}) =>
  marketplaceLocation({ source, cwd: '/w', ...rest });

test.each([
  ['owner/repo', { sourceType: 'git', source: 'https://github.com/owner/repo.git' }],
  ['owner/repo@v1', { sourceType: 'git', source: 'https://github.com/owner/repo.git', ref: 'v1' }],
  ['https://h/r.git', { sourceType: 'git', source: 'https://h/r.git' }],
  ['https://u@h/r.git#main', { sourceType: 'git', source: 'https://u@h/r.git', ref: 'main' }],
  ['git@h:o/r.git', { sourceType: 'git', source: 'git@h:o/r.git' }],
  ['ssh://git@h/r', { sourceType: 'git', source: 'ssh://git@h/r' }],
  ['./m', { sourceType: 'local', source: '/w/m' }],
  ['..', { sourceType: 'local', source: '/' }],
  [' /abs/m/ ', { sourceType: 'local', source: '/abs/m' }],
])('%s', (source, location) => {
  expect(at(source)).toEqual(location);
});

test('a ref and sparse paths that are given count, for git only', () => {
  expect(at('o/r@v1', { ref: 'v2', sparsePaths: ['.agents', './plugins/x/'] })).toEqual({
    sourceType: 'git',
    source: 'https://github.com/o/r.git',
    ref: 'v2',
    sparsePaths: ['.agents', 'plugins/x'],
  });
  expect(() => at('./m', { ref: 'v1' })).toThrow('--ref is only supported for git marketplace sources');
  expect(() => at('./m', { sparsePaths: ['a'] })).toThrow('--ref is only supported');
});

test.each(['', 'm', 'file:///m', 'ext::sh -c id', '-x', '--upload-pack=id', 'a/b/c', 'https://', 'C:x'])(
  '%j is no source',
  (source) => {
    expect(() => at(source)).toThrow('invalid marketplace source format');
  },
);

test.each([
  ['o/r@--x', {}],
  ['o/r', { ref: 'a b' }],
  ['o/r', { sparsePaths: ['../x'] }],
  ['o/r', { sparsePaths: [''] }],
])('%j %j is refused', (source, rest) => {
  expect(() => at(source, rest)).toThrow(expect.objectContaining({ code: 'marketplace_source_invalid' }));
});
