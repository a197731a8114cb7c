import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf, type SkillBudget, shareRoom, skillBudget } from './budget.ts';
import { renderSkills } from './render.ts';
import type { Skill } from './skill.ts';

const skillOf = (name: string, description = 'd', more: Partial<Skill> = {}): Skill => {
  const root = more.root ?? '/home/u/project/.agents/skills';
  const path = `${root}/${name}/SKILL.md`;
  return { name, description, scope: 'repo', implicit: true, path, foundAt: path, root, ...more };
};
const lines = (text = '') => text.split('\n').filter((line) => /^- .*\(file: /.test(line));

test('the budget is 2 % of the window in tokens, or 8,000 characters', () => {
  expect(skillBudget(200_000)).toEqual({ unit: 'tokens', limit: 4000 });
  expect(skillBudget(10)).toEqual({ unit: 'tokens', limit: 1 });
  for (const unknown of [undefined, null, 0]) expect(skillBudget(unknown)).toEqual({ unit: 'characters', limit: 8000 });
});

test('system, admin, repo, user; what is only mentioned is not told', () => {
  const skills = [
    skillOf('b', 'of b'),
    skillOf('a', 'of a'),
    skillOf('u', 'of u', { scope: 'user' }),
    skillOf('s', 'of s', { scope: 'system', root: '/s' }),
    skillOf('m', 'of m', { scope: 'admin', root: '/m' }),
    skillOf('hidden', 'h', { implicit: false }),
  ];
  const { text, warning } = renderSkills(skills, skillBudget(200_000)) ?? {};
  expect(text).toMatch(/^<skills_instructions>\n## Skills\n[\s\S]*\n<\/skills_instructions>$/);
  expect(lines(text)).toEqual([
    '- s: of s (file: /s/s/SKILL.md)',
    '- m: of m (file: /m/m/SKILL.md)',
    '- a: of a (file: /home/u/project/.agents/skills/a/SKILL.md)',
    '- b: of b (file: /home/u/project/.agents/skills/b/SKILL.md)',
    '- u: of u (file: /home/u/project/.agents/skills/u/SKILL.md)',
  ]);
  expect(warning).toBeUndefined();
  expect(renderSkills([], skillBudget(1))).toBeUndefined();
  expect(renderSkills([skillOf('hidden', 'h', { implicit: false })], skillBudget(1))).toBeUndefined();
});

const many = (count: number, length: number) =>
  Array.from({ length: count }, (_, at) =>
    skillOf(`skill-${String(at).padStart(3, '0')}`, 'word '.repeat(length / 5).trim()),
  );

test('first paths become short', () => {
  const skills = [
    ...many(100, 20),
    skillOf('linked', 'd', { path: '/elsewhere/SKILL.md' }),
    skillOf('beside', 'd', { path: '/home/u/project/.agents/skills2/SKILL.md' }),
  ];
  const { text, warning } = renderSkills(skills, { unit: 'tokens', limit: 2100 }) ?? {};
  expect(text).toContain('### Skill roots\n- `r0` = `/home/u/project/.agents/skills`\n### Available skills');
  expect(lines(text)).toContain('- skill-007: word word word word (file: r0/skill-007/SKILL.md)');
  expect(lines(text)).toContain('- linked: d (file: /elsewhere/SKILL.md)');
  expect(lines(text)).toContain('- beside: d (file: /home/u/project/.agents/skills2/SKILL.md)');
  expect(warning).toBeUndefined();
});

test('then descriptions become shorter, all alike', () => {
  const { text, warning } = renderSkills([...many(60, 300), skillOf('zz', 'tiny')], skillBudget(60_000)) ?? {};
  const lengths = lines(text).map((line) => line.length);
  expect(lines(text)).toHaveLength(61);
  expect(lines(text).at(-1)).toBe('- zz: tiny (file: r0/zz/SKILL.md)');
  expect(Math.max(...lengths) - Math.min(...lengths.slice(0, -1))).toBeLessThanOrEqual(8);
  expect(warning).toMatch(/^Skill descriptions were shortened to fit the 2% skills context budget\./);
});

test('then they are gone, and skills are left out', () => {
  const { text, warning } = renderSkills(many(60, 300), skillBudget(20_000)) ?? {};
  const shown = lines(text).length;
  expect(shown).toBeGreaterThan(10);
  expect(lines(text)[0]).toBe('- skill-000: (file: r0/skill-000/SKILL.md)');
  expect(warning).toBe(
    `Exceeded skills context budget of 2%. All skill descriptions were removed and ${60 - shown} additional skills were not included in the model-visible skills list.`,
  );
  expect(renderSkills(many(2, 5), { unit: 'characters', limit: 80 })?.warning).toMatch(
    /^Exceeded skills context budget\. .* and 1 additional skill was not included/,
  );
});

const shortenable = fc.record({
  line: fc.string({ unit: 'grapheme' }),
  text: fc.string({ unit: 'grapheme', maxLength: 80 }),
});
const budget = fc.record({ unit: fc.constantFrom('tokens' as const, 'characters' as const), limit: fc.nat(2000) });
const shown = (line: string, text: string) => line + (text && ` ${text}`);

test('what is shared never costs more than the room, and leaves none that somebody could use', () => {
  fc.assert(
    fc.property(fc.array(shortenable, { maxLength: 30 }), budget, (all, limit: SkillBudget) => {
      const kept = shareRoom(all, limit, limit.limit);
      const cost = (texts: readonly string[]) =>
        texts.reduce((sum, text, at) => sum + costOf(shown(all[at]?.line ?? '', text), limit), 0);
      expect(cost(kept)).toBeLessThanOrEqual(limit.limit);
      for (const [at, text] of kept.entries()) expect(all[at]?.text.startsWith(text)).toBe(true);
      if (kept.length < all.length) {
        expect(kept.every((text) => text === '')).toBe(true);
        expect(cost([...kept, ''])).toBeGreaterThan(limit.limit);
        return;
      }
      for (const [at, text] of kept.entries()) {
        const next = [...(all[at]?.text.slice(text.length) ?? '')][0];
        if (next !== undefined) expect(cost(kept.with(at, text + next))).toBeGreaterThan(limit.limit);
      }
    }),
  );
});

test('more room never tells less', () => {
  const told = (limit: number) => {
    const list = lines(renderSkills(many(40, 100), { unit: 'tokens', limit })?.text);
    return [list.length, list.join('').length] as const;
  };
  fc.assert(
    fc.property(fc.nat(3000), fc.nat(500), (limit, more) => {
      expect(told(limit + more)[0]).toBeGreaterThanOrEqual(told(limit)[0]);
    }),
    { numRuns: 50 },
  );
});
