import { expect, test } from 'vitest';
import { loadRules } from './load-rules.ts';

const load = (text: string) => loadRules([{ file: '/r/a.rules', text }]);
const patterns = (text: string) => {
  const { rules, problems } = load(text);
  expect(problems).toEqual([]);
  return rules.prefixRules.map((one) => one.pattern.map((token) => token.join('|')).join(' '));
};

test.each([
  ['prefix_rule(pattern=["a", ["b", "c"]])', ['a b|c']],
  ['for x in ["a", "b"]:\n  prefix_rule(pattern=[x])\n', ['a', 'b']],
  ['if True:\n  prefix_rule(["a"])\nelif x:\n  pass\nelse:\n  pass', ['a']],
  ['x = lambda y: y + "!"\nprefix_rule([x("a")])', ['a!']],
  ['[prefix_rule([x]) for x in ["a", "b"] if x != "a"]', ['b']],
  ['x = "a"\nprefix_rule([f"{x}b{{", "%s-%d%%" % (x, 3), "{}{n}".format(x, n=1)])', ['ab{ a-3% a1']],
  ['def f(n, k="z"):\n  return f(n - 1) if n > 0 else k\nprefix_rule([f(5)])', ['z']],
  ['x = {"a": 1}\nfor k, v in x.items():\n  prefix_rule([k, str(v)], "prompt")', ['a 1']],
  ['x = 1\nx += 2\nprefix_rule([str(x), repr("q"), ",".join(["b", "c"]), "A".lower()])', ['3 "q" b,c a']],
  ['x = ["a"]\nx.append("b")\nprefix_rule(pattern=x[0:1] + x[-1:] + ["x"] * 2)', ['a b x x']],
  ['prefix_rule(["a"]); prefix_rule(["b"])', ['a', 'b']],
  ['prefix_rule(\n  pattern = [\n    "a", # why\n  ],\n)\n', ['a']],
  ['prefix_rule([r"a\\n", "\\x41\\u0042\\101"])', ['a\\n ABA']],
  ['x = """a\nb"""\nprefix_rule([x])', ['a\nb']],
  [
    'def f():\n  for i in range(9):\n    if i == 2:\n      continue\n    if i > 3:\n      break\n    prefix_rule([str(i)])\n  return\nf()',
    ['0', '1', '3'],
  ],
  [
    'x = (5 // 2, -7 % 4, -7 // 2, not True, "b" in "abc", 1 not in [1])\nprefix_rule([str(x)])',
    ['(2, 1, -4, False, True, False)'],
  ],
  ['x = {k: v for k, v in zip(["a"], [1])}\nx["b"] = 2\nprefix_rule(sorted(x.keys()))', ['a b']],
])('%s', (text, expected) => {
  expect(patterns(text)).toEqual(expected);
});

test.each([
  ['x = (', '/r/a.rules:1:6: `(` is not closed'],
  ['\n  prefix_rule(["a"])', '/r/a.rules:2:1: expected a value, found an indented line'],
  ['if True:\n\tpass', '/r/a.rules:2:1: tabs are not allowed, indent with spaces'],
  ['while True:\n  pass', '/r/a.rules:1:1: `while` is not supported here'],
  ['load("x", "y")', '/r/a.rules:1:1: `load` is not available: a rules file stands alone'],
  ['zork()', '/r/a.rules:1:1: `zork` is not known'],
  ['x = "a" "b"', '/r/a.rules:1:9: expected the end of the line, found a string'],
  ['x = "abc', '/r/a.rules:1:5: the string is not closed'],
  ['x = 1 / 0', '/r/a.rules:1:7: expected the end of the line, found `/`'],
  ['x = 1 // 0', '/r/a.rules:1:7: division by zero'],
  ['fail("boo")', '/r/a.rules:1:1: fail: boo'],
  ['return 1', '/r/a.rules:1:1: `return` outside of a function'],
  ['prefix_rule(pattern=[])', '/r/a.rules:1:1: prefix_rule: `pattern` is empty'],
  ['prefix_rule(pattern="a")', '/r/a.rules:1:1: prefix_rule: `pattern` is a list, got string'],
  ['prefix_rule(pattern=["a", []])', '/r/a.rules:1:1: prefix_rule: a list of alternatives in `pattern` is empty'],
  [
    'prefix_rule(pattern=["a", 1])',
    '/r/a.rules:1:1: prefix_rule: `pattern` takes strings and lists of strings, got int',
  ],
  [
    'prefix_rule(["a"], decision="nope")',
    '/r/a.rules:1:1: prefix_rule: `decision` is one of allow, prompt, forbidden, got "nope"',
  ],
  ['prefix_rule(["a"], justification=" ")', '/r/a.rules:1:1: prefix_rule: `justification` is blank'],
  ['prefix_rule(["a"], zork=1)', '/r/a.rules:1:1: `prefix_rule` has no parameter `zork`'],
  ['prefix_rule()', '/r/a.rules:1:1: `prefix_rule` needs `pattern`'],
  ['\nprefix_rule(["a"], match=["a", "b c"])', '/r/a.rules:2:1: prefix_rule: the `match` example "b c" does not match'],
  ['prefix_rule(["a"], not_match=[["a", "b"]])', '/r/a.rules:1:1: prefix_rule: the `not_match` example "a b" matches'],
  [
    'prefix_rule(["a"], match=["a \\"b"])',
    '/r/a.rules:1:1: prefix_rule: a `match` example has an open quote: "a \\"b"',
  ],
  ['prefix_rule(["a"], match=[""])', '/r/a.rules:1:1: prefix_rule: a `match` example is empty'],
  [
    'network_rule("*.x.com", "https", "allow")',
    '/r/a.rules:1:1: network_rule: `host` is one host, wildcards are not allowed',
  ],
  [
    'network_rule("http://x.com", "https", "allow")',
    '/r/a.rules:1:1: network_rule: `host` is a host name or address, without scheme, user or path',
  ],
  [
    'network_rule("x.com", "ftp", "allow")',
    '/r/a.rules:1:1: network_rule: `protocol` is one of http, https, https_connect, socks5_tcp, socks5_udp, got "ftp"',
  ],
  ['network_rule("x.com", "http")', '/r/a.rules:1:1: `network_rule` needs `decision`'],
  ['host_executable("a/b", ["/x"])', '/r/a.rules:1:1: host_executable: `name` is a bare program name, got "a/b"'],
  ['host_executable("a", ["a"])', '/r/a.rules:1:1: host_executable: `paths` are absolute, got "a"'],
  ['host_executable("a", ["/x/b"])', '/r/a.rules:1:1: host_executable: the path "/x/b" does not end in "a"'],
])('%s is an error', (text, message) => {
  const { rules, problems } = load(text);
  expect(problems.map((one) => one.message)).toEqual([message]);
  expect(rules.prefixRules).toEqual([]);
});

test.each([
  ['def f():\n  f()\nf()', 'calls go deeper than 64'],
  ['for i in range(1000):\n  for j in range(1000):\n    pass', 'takes more than 500000 steps'],
  ['x = "aaaaaaaaaa"\nfor i in range(100):\n  x = x + x', 'makes more than 4000000 characters and items'],
  ['x = "a" * 100000000', 'makes more than 4000000 characters and items'],
  ['x = [1]\nfor i in range(100):\n  x.extend(x)', 'makes more than 4000000 characters and items'],
  ['range(100000000000)', 'the range is too long'],
  [`x = ${'('.repeat(1000)}`, 'brackets go deeper than 64'],
  [`x = ${'-'.repeat(1000)}1`, 'goes deeper than 64'],
  [`x = ${'not '.repeat(1000)}1`, 'goes deeper than 64'],
  ['x = []\nfor i in range(40):\n  x = [x, x]\nstr(x)', 'makes more than 4000000 characters and items'],
  ['x = []\ny = []\nfor i in range(30):\n  x = [x, x]\n  y = [y, y]\nx == y', 'takes more than 500000 steps'],
  ['x = 9007199254740991\nx = x * 2', 'the number is too large'],
])('%s is stopped', (text, message) => {
  const [problem] = load(text).problems;
  expect(problem?.message).toContain(message);
});

test('a broken file gives none of its rules, the others give theirs', () => {
  const files = [
    { file: '/r/good.rules', text: 'prefix_rule(["a"])' },
    { file: '/r/bad.rules', text: 'prefix_rule(["b"])\nzork()' },
    { file: '/r/also.rules', text: '\nprefix_rule(["c"], "forbidden", justification="no")' },
  ];
  const { rules, problems } = loadRules(files);
  expect(rules.prefixRules).toEqual([
    { pattern: [['a']], decision: 'allow', source: { file: '/r/good.rules', line: 1 } },
    { pattern: [['c']], decision: 'forbidden', justification: 'no', source: { file: '/r/also.rules', line: 2 } },
  ]);
  expect(problems).toEqual([
    { file: '/r/bad.rules', line: 2, column: 1, message: '/r/bad.rules:2:1: `zork` is not known' },
  ]);
});

test('rules for hosts, and paths of programs', () => {
  const { rules } = load(
    'network_rule("Example.COM:443", "https_connect", "deny", justification="j")\nhost_executable("git", ["/x/git", "/x/git"])',
  );
  expect(rules.networkRules).toEqual([
    {
      host: 'example.com:443',
      protocol: 'https',
      decision: 'forbidden',
      justification: 'j',
      source: { file: '/r/a.rules', line: 1 },
    },
  ]);
  expect([...rules.hostExecutables]).toEqual([['git', ['/x/git']]]);
});
