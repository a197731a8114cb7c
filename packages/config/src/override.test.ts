import fc from 'fast-check';
import { parse, TomlError } from 'smol-toml';
import { expect, test } from 'vitest';
import { readOverride } from './override.ts';

const read = (text: string) => readOverride(text, { parse, TomlError });

test.each([
  ['model="gpt-5"', ['model'], 'gpt-5'],
  ['model=gpt-5', ['model'], 'gpt-5'],
  ['model=', ['model'], ''],
  ['model = a = b', ['model'], 'a = b'],
  ['a.b.c=1', ['a', 'b', 'c'], 1],
  ['a=[1, "x"]', ['a'], [1, 'x']],
  ['a={b=true}', ['a'], { b: true }],
  ['a=true\nb=false', ['a'], 'true\nb=false'],
  ['projects."/a/b.c".trust_level=trusted', ['projects', '/a/b.c', 'trust_level'], 'trusted'],
  [`a.'b.c'=1`, ['a', 'b.c'], 1],
  ['a."b\\"\\u0041".c=1', ['a', 'b"A', 'c'], 1],
  ['a . b = 1', ['a', 'b'], 1],
])('%s', (text, path, value) => {
  expect(read(text)).toEqual({ path, value });
});

test.each(['', 'model', '=x', '.a=1', 'a..b=1', 'a.=1', '"a=1'])('%j is no override', (text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'config_invalid', mend: expect.any(String) }));
});

test('any key in quotes, and any text that is no TOML, comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
      fc.stringMatching(/^[a-z ]*!$/),
      (path, value) => {
        const key = path.map((one) => JSON.stringify(one).replace(/\u007f/g, '\\u007f')).join('.');
        expect(read(`${key}=${value}`)).toEqual({ path, value: value.trim() });
      },
    ),
  );
});
