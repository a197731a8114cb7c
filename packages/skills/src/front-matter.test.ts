import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseFrontMatter } from './front-matter.ts';

const skill = (front: string) => parseFrontMatter(`---\n${front}\n---\nbody\n`, 'folder');

test('what it says of itself, each on one line', () => {
  expect(skill('description: >\n  one\n  two\n\n  three\nname: "a  b"\nmetadata:\n  short-description: s  t')).toEqual({
    name: 'a b',
    description: 'one two three',
    shortDescription: 's t',
  });
  expect(skill('description: 1.10\nlicense: MIT')).toEqual({ name: 'folder', description: '1.10' });
  expect(parseFrontMatter('\ufeff--- \r\ndescription: d\r\n---\r\nx', 'f')).toEqual({ name: 'f', description: 'd' });
});

test.each([
  ['hello', /^missing YAML frontmatter delimited by ---$/],
  ['---\ndescription: d\n', /^missing YAML frontmatter/],
  ['---\n---\nx', /^missing YAML frontmatter/],
  ['', /^missing YAML frontmatter/],
  ['---\nname: x\n---', /^missing field `description`$/],
  ['---\ndescription: ""\n---', /^missing field `description`$/],
  ['---\n- a\n---', /^missing field `description`$/],
  ['---\ndescription: a: b\n---', /^invalid YAML: .*line 1/],
  ['---\ndescription: [\n---', /^invalid YAML: /],
  ['---\ndescription: [a]\n---', /^invalid description: expected a text$/],
  [`---\ndescription: ${'é'.repeat(1025)}\n---`, /^invalid description: exceeds maximum length of 1024 characters$/],
  [`---\nname: ${'x'.repeat(65)}\ndescription: d\n---`, /^invalid name: exceeds maximum length of 64 characters$/],
  [
    `---\ndescription: d\nmetadata: {short-description: ${'x'.repeat(1025)}}\n---`,
    /^invalid metadata\.short-description: exceeds/,
  ],
])('%j is refused', (text, message) => {
  expect(() => parseFrontMatter(text, 'folder')).toThrow(
    expect.objectContaining({ message: expect.stringMatching(message) }),
  );
});

test('the folder gives the name, and it must be short enough too', () => {
  expect(() => parseFrontMatter('---\ndescription: d\n---', 'x'.repeat(65))).toThrow('invalid name: exceeds');
  expect(skill(`name: ${'𝒳'.repeat(64)}\ndescription: d`).name).toBe('𝒳'.repeat(64));
});

test('an alias bomb is refused', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[at]}`).join(',')}]`),
  ].join('\n');
  expect(() => skill(`${bomb}\ndescription: d`)).toThrow(/^invalid YAML: /);
});

test('any text gives a skill on one line, or an error in one line', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('---', 'description: d', 'name: x', '  y', '- a', 'a: &a [*a]', '%YAML 9'),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      try {
        const { name, description } = parseFrontMatter(['---', ...lines].join('\n'), 'folder');
        expect(`${name}${description}`).not.toMatch(/[\n\r]/);
        expect(description).not.toBe('');
      } catch (error) {
        expect((error as Error).message).toMatch(/^(missing|invalid) [^\n]+$/);
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever a YAML library writes is read back', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => value.replace(/\s+/g, ' ').trim());
  fc.assert(
    fc.property(text.filter(Boolean), text.filter(Boolean), (name, description) => {
      expect(skill(stringify({ name, description }).trimEnd())).toEqual({ name, description });
    }),
  );
});
