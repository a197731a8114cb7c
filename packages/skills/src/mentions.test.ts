import type { UserInput } from '@tenon/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayMention, mentionedSkills, mentionsIn, skillText } from './mentions.ts';
import type { Skill } from './skill.ts';

const skillOf = (name: string, root = '/r'): Skill => ({
  name,
  description: 'd',
  scope: 'repo',
  path: `${root}/${name}/SKILL.md`,
  foundAt: `${root}/${name}/SKILL.md`,
  root,
  implicit: true,
});
const all = [skillOf('a'), skillOf('b'), skillOf('c'), skillOf('p:s'), skillOf('twin'), skillOf('twin', '/q')];
const text = (value: string): UserInput => ({ type: 'text', text: value, text_elements: [] });
const item = (name: string, path: string): UserInput => ({ type: 'skill', name, path });
const asked = (...input: UserInput[]) => mentionedSkills(input, all).skills.map(({ path }) => path);

test('names in texts, wherever they stand, in the order of the list', () => {
  expect(asked(text('x$b, $a. $none $PATH $$'), text('$a'))).toEqual(['/r/a/SKILL.md', '/r/b/SKILL.md']);
  expect(asked(text('$a: go on'))).toEqual(['/r/a/SKILL.md']);
  expect(asked(text('$p:s $A'))).toEqual(['/r/p:s/SKILL.md']);
});

test('a name that several have brings none; a link says which', () => {
  expect(asked(text('$twin'))).toEqual([]);
  expect(asked(text('$a [$twin](/q/twin/SKILL.md) [$x](skill:///r/b/SKILL.md)'))).toEqual([
    '/r/b/SKILL.md',
    '/q/twin/SKILL.md',
    '/r/a/SKILL.md',
  ]);
  const spaced = skillOf('s', '/my skills');
  expect(mentionedSkills([text('[$x](/my skills/s/SKILL.md)')], [spaced]).skills).toEqual([spaced]);
  expect(asked(text('[$a](/nowhere) [$b](app://x) [$b](mcp://x) [$PATH](/r/b/SKILL.md)'))).toEqual([]);
});

test('items come first; one that leads nowhere is told, and its name brings no other', () => {
  expect(asked(text('$a $b'), item('b', '/r/b/SKILL.md'))).toEqual(['/r/b/SKILL.md', '/r/a/SKILL.md']);
  expect(mentionedSkills([item('a', '/gone'), text('$a')], all)).toEqual({
    skills: [],
    missing: [{ name: 'a', path: '/gone' }],
  });
});

test('only what may mention makes anybody look', () => {
  expect(mayMention([text('costs 5'), { type: 'image', url: 'u$' }])).toBe(false);
  expect(mayMention([text('$')])).toBe(true);
  expect(mayMention([item('a', '/x')])).toBe(true);
});

test('any text is scanned in a moment, and mentions what is in it', () => {
  const part = fc.constantFrom('$', '[$', 'a', '](', ')', ' ', '/x', ':', '-', '$a', 'é');
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const whole = parts.join('');
      const { names, paths } = mentionsIn([whole]);
      for (const name of names) expect(whole).toContain(`$${name}`);
      for (const path of paths) expect(whole).toContain(`](${path})`);
    }),
  );
  const began = performance.now();
  mentionsIn(['[$a]('.repeat(100_000), '[$'.repeat(100_000), `[$${'a'.repeat(200_000)}`]);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('the whole file is given', () => {
  expect(skillText({ name: 'a', path: '/p' }, '---\nx\n')).toBe(
    '<skill>\n<name>a</name>\n<path>/p</path>\n---\nx\n\n</skill>',
  );
});
