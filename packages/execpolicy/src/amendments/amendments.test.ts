import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadExecPolicy } from '../decide.ts';
import { loadRules } from '../rules/load-rules.ts';
import { alsoAllows, refusedPrefix } from './propose.ts';
import { appendRule, networkRuleLine, prefixRuleLine } from './rule-text.ts';

const policy = await loadExecPolicy();
const { rules } = loadRules([{ file: '/r', text: 'prefix_rule(["deploy"], "prompt")\nprefix_rule(["apple"])' }]);
const heuristics = { safe: 'allow', unknown: 'prompt', dangerous: 'prompt' } as const;
const proposed = (script: string, prefixRule?: readonly string[]) =>
  policy.decide(script, { rules, heuristics, prefixRule }).amendment?.prefix;

test.each([
  ['make build', ['make', 'build']],
  ['ls && make build && apple', ['make', 'build']],
  ['make "a b"; make "a b"', ['make', 'a b']],
  ['bash -lc "make build"', ['make', 'build']],
  ['timeout 5 make build', ['make', 'build']],
  ['python3 x.py', ['python3', 'x.py']],
])('%s: the one command that asks', (script, prefix) => {
  expect(proposed(script)).toEqual(prefix);
});

test.each([
  'ls',
  'make a; make b',
  'make > x',
  'A=b make x',
  'make $X',
  'make *',
  'deploy',
  'deploy; make x',
  'rm -rf x',
  'rm',
  'bash',
  'python',
  'python3.12',
  'node -e',
  'node',
  'sudo',
  'git',
  'git --no-pager',
  'sudo make x',
  'make $(foo)',
  'xargs',
  'env A=b make x',
  '(',
  "make $'a\\x01'",
  'make "a\nb"',
  './python',
  '/tmp/bash',
])('%s: none', (script) => {
  expect(proposed(script)).toBeUndefined();
});

test("the model's prefix is taken when it covers the command and says enough", () => {
  expect(proposed('npm run build --silent', ['npm', 'run'])).toEqual(['npm', 'run']);
  expect(proposed('npm run build', ['npm'])).toEqual(['npm', 'run', 'build']);
  expect(proposed('npm run build', ['yarn', 'run'])).toEqual(['npm', 'run', 'build']);
  expect(proposed('npm run build', [])).toEqual(['npm', 'run', 'build']);
});

test.each([
  [['bash', '-lc', 'ls']],
  [['node', '-e']],
  [['/usr/bin/python3']],
  [['sudo', '-u', 'bob']],
  [['sudo', 'bash']],
  [['timeout', '5', 'python']],
  [['env', 'A=b']],
  [['rm', '-rf', 'x']],
  [['']],
  [[]],
  [['make', 'a\u202eb']],
])('%j is refused', (prefix) => {
  expect(refusedPrefix(prefix)).toEqual(expect.any(String));
});

test('says what else would be allowed', () => {
  expect(alsoAllows(['rm', 'a b'])).toEqual([
    "Every command that begins with `rm 'a b'`, whatever follows, outside of the sandbox.",
    "`rm 'a b' -rf /`, which removes by force or with all below.",
  ]);
  expect(alsoAllows(['node', 'x.js'])).toContain('Whatever its script comes to hold, where it runs one from a file.');
});

test('the line reads back as the rule, whatever its text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (prefix) => {
      if (prefix.some((one) => /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(one))) {
        expect(() => prefixRuleLine(prefix)).toThrow(expect.objectContaining({ code: 'amendment_invalid' }));
        return;
      }
      const read = loadRules([{ file: '/r', text: appendRule('x = 1', prefixRuleLine(prefix), '/r') }]);
      expect(read.problems).toEqual([]);
      expect(read.rules.prefixRules.map((one) => one.pattern)).toEqual([prefix.map((one) => [one])]);
    }),
  );
});

test('control characters are refused', () => {
  for (const bad of ['a\nb', 'a\u0000', '\u001b[2J', '\u202e', '\ud800']) {
    expect(() => prefixRuleLine(['x', bad])).toThrow(expect.objectContaining({ code: 'amendment_invalid' }));
  }
  expect(() => networkRuleLine('a.com\n', 'http', 'allow')).not.toThrow();
  expect(() => networkRuleLine('a\nb', 'http', 'allow')).toThrow(
    expect.objectContaining({ code: 'amendment_invalid' }),
  );
  expect(() => networkRuleLine('*.com', 'http', 'allow')).toThrow(
    expect.objectContaining({ code: 'amendment_invalid' }),
  );
});

test('a rule is appended once, and the old text stays', () => {
  const line = prefixRuleLine(['npm', 'test']);
  expect(line).toBe('prefix_rule(pattern=["npm", "test"], decision="allow")');
  expect(appendRule('', line, '/r')).toBe(`${line}\n`);
  expect(appendRule('# mine', line, '/r')).toBe(`# mine\n${line}\n`);
  expect(appendRule(`${line}\n`, line, '/r')).toBe(`${line}\n`);
  expect(appendRule('def f():\n  return 1\n', line, '/r')).toBe(`def f():\n  return 1\n${line}\n`);
  expect(() => appendRule('x = (\n', line, '/r/a.rules')).toThrow(
    expect.objectContaining({ code: 'amendment_invalid', file: '/r/a.rules' }),
  );
});

test('a host as Codex writes it', () => {
  expect(networkRuleLine('8.8.8.8', 'http', 'allow')).toBe(
    'network_rule(host="8.8.8.8", protocol="http", decision="allow", justification="Allow http access to 8.8.8.8")',
  );
});
