import { expect, test } from 'vitest';
import { type DecideOptions, loadExecPolicy } from './decide.ts';
import { loadRules } from './rules/load-rules.ts';
import { requirementRules } from './rules/requirement-rules.ts';
import { mergeRules } from './rules/rule.ts';

const policy = await loadExecPolicy();
const heuristics = { safe: 'allow', unknown: 'prompt', dangerous: 'prompt' } as const;

function options(text: string): DecideOptions {
  const { rules, problems } = loadRules([{ file: '/r/a.rules', text }]);
  expect(problems).toEqual([]);
  return { rules, heuristics };
}

const common = options(`
prefix_rule(pattern=["apple"])
prefix_rule(pattern=["npm", ["test", "run"]])
prefix_rule(pattern=["git", "push"], decision="forbidden", justification="ask a person")
prefix_rule(pattern=["deploy"], decision="prompt")
prefix_rule(pattern=["sudo", "apt"])
prefix_rule(pattern=["find"])
prefix_rule(pattern=["rm", "-rf", "build"])
`);

test.each([
  ['apple x', 'allow', true],
  ['apple | rm -rf ./', 'prompt', false],
  ['apple && apple', 'allow', true],
  ['apple && echo ok', 'allow', false],
  ['apple > x', 'prompt', false],
  ['A=b apple', 'prompt', false],
  ['npm test -- --watch', 'allow', true],
  ['npm install', 'prompt', false],
  ['npm "test"', 'allow', true],
  ['npm $X', 'prompt', false],
  ['git push x', 'forbidden', false],
  ['git "pu"sh', 'forbidden', false],
  ['/usr/bin/git push', 'forbidden', false],
  ['/tmp/git push', 'forbidden', false],
  ['git $X', 'prompt', false],
  ['ls && git push', 'forbidden', false],
  ['echo $(git push)', 'forbidden', false],
  ['sudo git push', 'forbidden', false],
  ['bash -c "git push"', 'forbidden', false],
  ['xargs git push', 'forbidden', false],
  ['deploy', 'prompt', false],
  ['deploy; git push', 'forbidden', false],
  ['sudo apt install x', 'allow', true],
  ['sudo rm x', 'prompt', false],
  ['sudo apt install x; git push', 'forbidden', false],
  ['timeout 5 npm test', 'allow', true],
  ['bash -lc "npm test"', 'allow', true],
  ['find . -name x', 'allow', true],
  ['find . -exec rm -rf {} +', 'prompt', false],
  ['rm -rf build', 'allow', true],
  ['rm -rf other', 'prompt', false],
  ['/usr/bin/npm test', 'allow', true],
  ['/tmp/npm test', 'prompt', false],
  ['apple() { curl x; }; apple', 'prompt', false],
] as const)('%s: %s', (script, decision, allowedByRules) => {
  const result = policy.decide(script, common);
  expect([result.decision, result.allowedByRules]).toEqual([decision, allowedByRules]);
});

test('where the sandbox confines what is not known, a possible match of a rule still asks', () => {
  const confined = { ...common, heuristics: { safe: 'allow', unknown: 'allow', dangerous: 'prompt' } } as const;
  expect(policy.decide('git $X', confined).decision).toBe('prompt');
  expect(policy.decide('$X push', confined).decision).toBe('prompt');
  expect(policy.decide('git status $X', confined).decision).toBe('allow');
  expect(policy.decide('make $X', confined).decision).toBe('allow');
});

test('says of each command which rule or reason decided', () => {
  const { judgements } = policy.decide('git push "a b" | foo $X', common);
  expect(judgements).toMatchObject([
    {
      source: 'git push "a b"',
      argv: ['git', 'push', 'a b'],
      decision: 'forbidden',
      matches: [
        {
          matchedPrefix: ['git', 'push'],
          certain: true,
          rule: { justification: 'ask a person', source: { file: '/r/a.rules', line: 4 } },
        },
      ],
    },
    {
      source: 'foo $X',
      argv: ['foo', null],
      decision: 'prompt',
      heuristic: { verdict: 'unknown', reason: '`foo` is on no list' },
    },
  ]);
});

test('a path counts as a program where host_executable names it', () => {
  const given = options('prefix_rule(pattern=["git"])\nhost_executable(name="git", paths=["/opt/git"])');
  expect(policy.decide('/opt/git gc', given).decision).toBe('allow');
  expect(policy.decide('/usr/bin/git gc', given).decision).toBe('prompt');
});

test('an argv is no script', () => {
  expect(policy.decideArgv(['apple', '; rm -rf x'], common).decision).toBe('allow');
  expect(policy.decideArgv(['bash', '-lc', 'apple; git push'], common).decision).toBe('forbidden');
  expect(policy.decideArgv(['echo', '$(git push)'], common).decision).toBe('allow');
  expect(policy.decideArgv([], common).decision).toBe('allow');
});

test('rules of administrators forbid what files allow', () => {
  const required = requirementRules(
    [{ pattern: [{ token: 'npm' }, { any_of: ['run', 'exec'] }], decision: 'forbidden', justification: 'no scripts' }],
    '/etc/codex/requirements.toml',
  );
  const both = { ...common, rules: mergeRules([common.rules, required]) };
  expect(policy.decide('npm run x', both).decision).toBe('forbidden');
  expect(policy.decide('npm test', both).decision).toBe('allow');
  expect(() => requirementRules([{ pattern: [{}], decision: 'prompt' }], '/r')).toThrow(
    expect.objectContaining({ code: 'rules_invalid' }),
  );
});
