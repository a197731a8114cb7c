import fc from 'fast-check';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { locate } from './locate.ts';
import { valueAt } from './table.ts';

const name = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/), fc.string({ minLength: 1, maxLength: 8 }));
const written = (key: string): string =>
  /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key).replace(/\u007f/g, '\\u007f');
const scalar = fc.oneof(
  fc.integer().map(String),
  fc.boolean().map(String),
  fc.string().map((text) => JSON.stringify(text).replace(/\u007f/g, '\\u007f')),
  fc.constantFrom(
    '"""\nx = 1\n[y]\n"""',
    '"""a\\"""b""""',
    "'''\n# not ' a \\ comment\n'''",
    "'it = #1'",
    '2026-01-02 03:04:05',
    '1.5e3',
    'inf',
    '[]',
    '{}',
    '[1, # a ] comment\n  [2, 3], "]"\n]',
    '{ a = "}", b.c = [ { d = 1 } ] }',
  ),
);
const gap = fc.constantFrom('', '\n', '# a = 1 [x]\n', '\n\n', '\r\n', '   ');

/** A document of unlike sections, and where each of its own keys stands. */
const document = fc
  .record({
    sections: fc.array(
      fc.record({
        header: fc.constantFrom('none', 'table', 'array'),
        gap,
        pairs: fc.uniqueArray(fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), scalar, gap), {
          selector: ([path]) => path[0],
          maxLength: 5,
        }),
      }),
      { maxLength: 6 },
    ),
    bom: fc.boolean(),
  })
  .map(({ sections, bom }) => {
    let text = bom ? '\ufeff' : '';
    const keys: { path: string[]; offset: number }[] = [];
    let items = 0;
    sections.forEach(({ header, gap: space, pairs }, at) => {
      text += space;
      let base: string[] = [];
      if (header === 'none' && at > 0) return;
      if (header === 'table') {
        text += `[ "section ${at}" . "it's" ] # why = 1\n`;
        base = [`section ${at}`, "it's"];
      } else if (header === 'array') {
        text += `[[many]]\n`;
        base = ['many', String(items)];
        items += 1;
      }
      for (const [path, value, after] of pairs) {
        const unique = [`k${keys.length}`, ...path];
        text += '  ';
        const offset =
          text.length + (unique.length > 1 ? `${unique.slice(0, -1).map(written).join(' . ')} . `.length : 0);
        keys.push({ path: [...base, ...unique], offset });
        text += `${unique.map(written).join(' . ')} = ${value}\n${after}`;
      }
      text += '\n';
    });
    return { text, keys };
  });

test('each key of any document is found where it was written', () => {
  fc.assert(
    fc.property(document, ({ text, keys }) => {
      const table = parse(text);
      const positions = locate(text);
      for (const { path, offset } of keys) {
        expect(valueAt(table, path)).toBeDefined();
        const before = text.slice(0, offset).split('\n');
        expect(positions(path)).toEqual({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
      }
    }),
    { numRuns: 500 },
  );
});

test('keys inside values, items, headers below items', () => {
  const positions = locate(
    'a = { b = [\n  { c = 1 },\n  { "d e" = 2 } ] }\n[[x]]\n[[x]]\n[x.y]\nz = 1\n[[x.w]]\n[[x.w]]\nv = 1\n',
  );
  expect(positions(['a'])).toEqual({ line: 1, column: 1 });
  expect(positions(['a', 'b', '0', 'c'])).toEqual({ line: 2, column: 5 });
  expect(positions(['a', 'b', '1', 'd e'])).toEqual({ line: 3, column: 5 });
  expect(positions(['x', '1', 'y', 'z'])).toEqual({ line: 7, column: 1 });
  expect(positions(['x', '1', 'w', '1', 'v'])).toEqual({ line: 10, column: 1 });
  expect(positions(['x', '0', 'y'])).toBeUndefined();
});
