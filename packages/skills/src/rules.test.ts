import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEnabled, type SkillRule, skillSettings, spellingsOf, withRule } from './rules.ts';

const skill = { name: 'a', path: '/r/a/SKILL.md', foundAt: '/link/a/SKILL.md', scope: 'repo' as const };
const enabled = (rules: readonly SkillRule[], one = skill) => isEnabled(one, skillSettings({ config: rules }));

test('the last rule that is about a skill says whether it is used', () => {
  expect(enabled([])).toBe(true);
  expect(enabled([{ name: 'a', enabled: false }])).toBe(false);
  expect(
    enabled([
      { name: 'a', enabled: false },
      { path: '/r/a/SKILL.md', enabled: true },
    ]),
  ).toBe(true);
  expect(enabled([{ path: '/r/a', enabled: false }])).toBe(false);
  expect(enabled([{ path: '/r/a/', enabled: false }])).toBe(false);
  expect(enabled([{ path: '/link/a/SKILL.md', enabled: false }])).toBe(false);
  expect(enabled([{ path: '/link/a', enabled: false }])).toBe(false);
  expect(
    enabled([
      { path: '/r', enabled: false },
      { name: 'A', enabled: false },
    ]),
  ).toBe(true);
});

test('a rule of both or neither is about nothing', () => {
  expect(enabled([{ enabled: false }, { name: 'a', path: '/r/a/SKILL.md', enabled: false }])).toBe(true);
});

test('bundled skills are off together', () => {
  const settings = skillSettings({ bundled: { enabled: false } });
  expect(isEnabled({ ...skill, scope: 'system' }, settings)).toBe(false);
  expect(isEnabled(skill, settings)).toBe(true);
  expect(settings.includeInstructions).toBe(true);
  expect(skillSettings({ include_instructions: false }).includeInstructions).toBe(false);
});

test('a switch takes the place of every spelling of its path', () => {
  const spellings = spellingsOf(skill);
  expect(spellings).toEqual(['/r/a/SKILL.md', '/r/a', '/link/a/SKILL.md', '/link/a']);
  const rules = [...spellings.map((path) => ({ path, enabled: false })), { name: 'a', enabled: true }];
  expect(withRule(rules, { path: '/r/a/SKILL.md', enabled: true }, spellings)).toEqual([{ name: 'a', enabled: true }]);
});

test('a switch is an entry for off and none for on; others stay', () => {
  const rule = fc.oneof(
    fc.record({ path: fc.constantFrom('/r/a/SKILL.md', '/r/b/SKILL.md'), enabled: fc.boolean() }),
    fc.record({ name: fc.constantFrom('a', 'b'), enabled: fc.boolean() }),
  ) as fc.Arbitrary<SkillRule>;
  fc.assert(
    fc.property(fc.array(rule), rule, (rules, change) => {
      const after = withRule(rules, change);
      const same = (one: SkillRule) => one.path === change.path && one.name === change.name;
      expect(after.filter(same)).toEqual(change.enabled ? [] : [change]);
      expect(after.filter((one) => !same(one))).toEqual(rules.filter((one) => !same(one)));
      expect(withRule(after, change)).toEqual(after);
    }),
  );
});
