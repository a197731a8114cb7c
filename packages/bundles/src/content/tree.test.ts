import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BundleEntry, isDigest, treeOf } from './tree.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const entry = fc.record({
  path: fc.stringMatching(/^[a-zà-ü/ ]{1,12}$/u),
  kind: fc.constantFrom('file' as const, 'executable' as const, 'link' as const),
  sha256: fc.string().map(sha),
  size: fc.nat(),
});
const entries = fc.uniqueArray(entry, { selector: (each) => each.path, maxLength: 12 });

test('the documented form, byte by byte', () => {
  const tree = treeOf([
    { path: 'b.sh', kind: 'executable', sha256: sha('x'), size: 1 },
    { path: 'a b', kind: 'file', sha256: sha(''), size: 0 },
    { path: '\u{1f600}', kind: 'link', sha256: sha('a b'), size: 3 },
    { path: '\ufb01', kind: 'file', sha256: sha('y'), size: 1 },
  ]);
  const form = [
    'tenon-bundle 1',
    `file ${sha('')} a b`,
    `executable ${sha('x')} b.sh`,
    `file ${sha('y')} \ufb01`,
    `link ${sha('a b')} \u{1f600}`,
    '',
  ];
  expect(tree.digest).toBe(`sha256-${sha(form.join('\n'))}`);
  expect(isDigest(tree.digest)).toBe(true);
});

test('the order of entries does not matter', () => {
  fc.assert(
    fc.property(
      entries.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(treeOf(shuffled)).toEqual(treeOf(all));
      },
    ),
  );
});

test('another name, kind or content, one more or less, is another digest', () => {
  const change = fc.constantFrom<(all: BundleEntry[], at: number) => BundleEntry[]>(
    (all, at) => all.filter((_, index) => index !== at),
    (all, at) => all.map((each, index) => (index === at ? { ...each, path: `${each.path}x` } : each)),
    (all, at) => all.map((each, index) => (index === at ? { ...each, path: `\u0301${each.path}` } : each)),
    (all, at) => all.map((each, index) => (index === at ? { ...each, sha256: sha(each.sha256) } : each)),
    (all, at) =>
      all.map((each, index) => (index === at ? { ...each, kind: each.kind === 'file' ? 'link' : 'file' } : each)),
    (all) => [...all, { path: 'new!', kind: 'file', sha256: sha(''), size: 0 }],
  );
  fc.assert(
    fc.property(entries, change, fc.nat(), (all, changed, at) => {
      fc.pre(all.length > 0);
      expect(treeOf(changed(all, at % all.length)).digest).not.toBe(treeOf(all).digest);
    }),
  );
});
