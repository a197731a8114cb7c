import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { expect, test } from 'vitest';
import { editToml, type TomlEdit } from './edit-toml.ts';
import { parseKeyPath } from './key-path.ts';

const FILE = `# head
model = "a"   # my model
'quoted key' = 1
approval_policy = { granular = { sandbox_approval = true, rules = true } } # c
dotted.one.x = 1

  # indented
[profiles.x]   # prof
model = "p"


[projects."/a/b.c"]
trust_level = "trusted"
[model_providers.mock] # m
name = "mock"
# trailing of mock
[tenon]
plugins = [
  "a", # first
  "b",
]
[[skills.config]]
path = "p1"
[[skills.config]]
path = "p2"
# the end`;

const edit = (keyPath: string, value: unknown, mergeStrategy: TomlEdit['mergeStrategy'] = 'replace'): TomlEdit => ({
  path: parseKeyPath(keyPath),
  value,
  mergeStrategy,
});

/** The lines that an edit took out and put in. */
function difference(text: string, ...edits: TomlEdit[]): { out: string[]; in: string[] } {
  const before = text.split('\n');
  const after = editToml(text, edits, parse).split('\n');
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { out: before.slice(start, before.length - end), in: after.slice(start, after.length - end) };
}

test.each([
  ['a value', edit('model', 'b'), ['model = "a"   # my model'], ['model = "b"   # my model']],
  ['removal', edit('model', null), ['model = "a"   # my model'], []],
  ['a new key at the top', edit('review_model', 'z'), [], ['review_model = "z"']],
  ['a key of a section', edit('profiles.x.model_verbosity', 'low'), [], ['model_verbosity = "low"']],
  ['the only key of a section', edit('profiles.x.model', null), ['model = "p"'], []],
  [
    'a quoted path',
    edit('projects."/a/b.c".trust_level', 'untrusted'),
    ['trust_level = "trusted"'],
    ['trust_level = "untrusted"'],
  ],
  [
    'a new section',
    edit("projects.'/n.m'.trust_level", 'trusted'),
    [],
    ['', '[projects."/n.m"]', 'trust_level = "trusted"', ''],
  ],
  ['a section', edit('projects', null), ['[projects."/a/b.c"]', 'trust_level = "trusted"'], []],
  [
    'in an inline table',
    edit('approval_policy.granular.rules', false),
    ['approval_policy = { granular = { sandbox_approval = true, rules = true } } # c'],
    ['approval_policy = { granular = { sandbox_approval = true, rules = false } } # c'],
  ],
  [
    'a new key of an inline table',
    edit('approval_policy.granular.n', 1),
    ['approval_policy = { granular = { sandbox_approval = true, rules = true } } # c'],
    ['approval_policy = { granular = { sandbox_approval = true, rules = true, n = 1 } } # c'],
  ],
  [
    'a table by a word',
    edit('approval_policy', 'never'),
    ['approval_policy = { granular = { sandbox_approval = true, rules = true } } # c'],
    ['approval_policy = "never" # c'],
  ],
  ['next to dotted keys', edit('dotted.one.y', 2), [], ['dotted.one.y = 2']],
  ['a merge', edit('profiles', { x: { model: 'q' } }, 'upsert'), ['model = "p"'], ['model = "q"']],
  [
    'an array of tables',
    edit('skills', null),
    ['[[skills.config]]', 'path = "p1"', '[[skills.config]]', 'path = "p2"'],
    [],
  ],
  [
    'one more of an array of tables',
    edit('skills.config', [{ path: 'p1' }, { path: 'p2' }, { name: 'n', enabled: false }]),
    [],
    ['', '[[skills.config]]', 'name = "n"', 'enabled = false', ''],
  ],
  [
    'one fewer of an array of tables',
    edit('skills.config', [{ path: 'p2' }]),
    ['path = "p1"', '[[skills.config]]'],
    [],
  ],
  [
    'a new array of tables',
    edit('a.b', [{ x: 1, y: { z: 2 } }, {}]),
    [],
    ['', '[[a.b]]', 'x = 1', '', '[a.b.y]', 'z = 2', '', '[[a.b]]', ''],
  ],
  ['what is so already', edit('tenon.plugins', ['a', 'b']), [], []],
  ['what is not there', edit('nothing.here', null), [], []],
] as const)('%s', (_, one, out, into) => {
  expect(difference(FILE, one)).toEqual({ out, in: into });
});

test('the first key of a file goes above the comment of its first section', () => {
  expect(editToml('# file\n\n# about a\n[a]\nx = 1\n', [edit('model', 'm')], parse)).toBe(
    '# file\n\nmodel = "m"\n\n# about a\n[a]\nx = 1\n',
  );
  expect(editToml('', [edit('model', 'm')], parse)).toBe('model = "m"\n');
  expect(editToml('# only', [edit('a.b', {})], parse)).toBe('# only\n\n[a.b]\n');
});

test('CRLF and a byte order mark stay', () => {
  const text = '\ufeffa = 1\r\n[t]\r\nb = 2\r\n';
  expect(editToml(text, [edit('t.c', 3), edit('d', 'x')], parse)).toBe(
    '\ufeffa = 1\r\nd = "x"\r\n[t]\r\nb = 2\r\nc = 3\r\n',
  );
});

test.each([
  [edit('model.x', 1), 'no table'],
  [edit('skills.config.0', 1), 'no table'],
  [edit('x', [null]), 'null has no place'],
  [edit('x', '\ud800'), 'surrogate'],
  [edit('x', 1e17), 'exact'],
])('refuses %j', (one, message) => {
  expect(() => editToml(FILE, [one], parse)).toThrow(message);
});

test.each(['', '.', 'a..b', 'a.', '"a"b', '"\\x"', Array(65).fill('a').join('.')])('refuses the keyPath %j', (path) => {
  expect(() => parseKeyPath(path)).toThrow(/keyPath/);
});

test('any path comes back from the keyPath that quotes it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), (path) => {
      expect(parseKeyPath(path.map((one) => JSON.stringify(one)).join('.'))).toEqual(path);
    }),
  );
});

// The model: what an edit means to the value alone.

type Json = Record<string, unknown>;
const isTable = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function laid(old: unknown, value: unknown, upsert: boolean): unknown {
  if (!isTable(value)) return value;
  const result: Json = upsert && isTable(old) ? { ...old } : {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) delete result[key];
    else result[key] = laid(upsert || isTable(inner) ? (old as Json | undefined)?.[key] : undefined, inner, upsert);
  }
  return result;
}

/** undefined: the path goes through something that is no table. */
function modelled(table: Json, path: readonly string[], value: unknown, upsert: boolean): Json | undefined {
  const [first = '', ...rest] = path;
  const old = Object.hasOwn(table, first) ? table[first] : undefined;
  const { [first]: _, ...others } = table;
  if (rest.length === 0) return value === null ? others : { ...table, [first]: laid(old, value, upsert) };
  if (old !== undefined && !isTable(old)) return undefined;
  if (old === undefined && value === null) return table;
  const inner = modelled(old ?? {}, rest, value, upsert);
  return inner && { ...table, [first]: inner };
}

/** Without empty tables: one that has no header of its own goes with its last key. */
function pruned(value: unknown): unknown {
  if (!isTable(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, pruned(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => !(isTable(inner) && Object.keys(inner).length === 0)));
}

const key = fc.constantFrom('a', 'b', 'c', 'x y', 'd.e', '');
const scalar = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('"""', "'''", '\n', '#', '\u007f'),
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -2, max: 2 }).map((one) => one + 0),
  fc.boolean(),
);
const table = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(fc.dictionary(key, scalar, { maxKeys: 2, noNullPrototype: true }), { minLength: 1, maxLength: 2 }),
  ),
}));

/** A document in mixed style: sections, inline tables, dotted keys, comments. */
function styled(value: Json, style: () => number): string {
  const quoted = (one: string) => JSON.stringify(one);
  const inline = (one: unknown): string => {
    if (isTable(one))
      return `{ ${Object.entries(one)
        .map(([k, v]) => `${quoted(k)} = ${inline(v)}`)
        .join(', ')} }`;
    if (Array.isArray(one)) return `[ ${one.map(inline).join(',\n  ')} ]`;
    return typeof one === 'string' ? JSON.stringify(one).replaceAll('\u007f', '\\u007f') : String(one);
  };
  const lines: string[] = ['# top'];
  const section = (path: string[], one: Json) => {
    const later: [string, Json][] = [];
    let serial = 0;
    for (const [k, v] of Object.entries(one)) {
      serial += 1;
      if (isTable(v) && style() % 3 === 0) later.push([k, v]);
      else if (isTable(v) && style() % 2 === 0 && Object.keys(v).length > 0)
        for (const [k2, v2] of Object.entries(v))
          lines.push(`  ${quoted(k)} . ${quoted(k2)} = ${inline(v2)} # dotted ${serial}`);
      else lines.push(`${quoted(k)} = ${inline(v)} # key ${serial}`);
    }
    for (const [k, v] of later) {
      lines.push('', `# about ${[...path, k].length}`, `[${[...path, k].map(quoted).join('.')}] # header`);
      section([...path, k], v);
    }
  };
  section([], value);
  return `${lines.join('\n')}\n# end`;
}

const documents = fc
  .tuple(
    fc.dictionary(key, table.value, { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.nat(5), { minLength: 7, maxLength: 7 }),
    fc.boolean(),
  )
  .map(([value, styles, ours]) => {
    let at = 0;
    const text = ours ? styled(value, () => styles[at++ % styles.length] ?? 0) : `# top\n${stringify(value)}# end`;
    return text;
  });
const edits = fc.tuple(
  fc.array(key, { minLength: 1, maxLength: 3 }),
  fc.oneof(fc.constant(null), table.value),
  fc.boolean(),
);

test('the edited text parses to the edited value, and keeps its comments', () => {
  fc.assert(
    fc.property(documents, edits, (text, [path, value, upsert]) => {
      const before = plain(parse(text)) as Json;
      const wanted = modelled(before, path, value, upsert);
      const make = () => editToml(text, [{ path, value, mergeStrategy: upsert ? 'upsert' : 'replace' }], parse);
      if (!wanted) {
        expect(make).toThrow('is no table');
        return;
      }
      const after = make();
      expect(pruned(plain(parse(after)))).toEqual(pruned(plain(wanted)));
      expect(after.split('\n')).toEqual(expect.arrayContaining(['# top', '# end']));
    }),
    { numRuns: 3000 },
  );
});

test('items of an array of tables that stay are not touched', () => {
  const item = fc.dictionary(key, table.value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
  const marked = (items: readonly Json[]) =>
    items.map((one, at) => `${stringify({ p: { q: [one] } }).replace('[[p.q]]', `[[p.q]] # item ${at}`)}`).join('');
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 4 }),
      fc.array(fc.boolean()),
      fc.array(item),
      (items, keep, more) => {
        const text = `[x] # first\n${marked(items)}`;
        const left = items.filter((_, at) => keep[at] ?? true);
        const value = [...left, ...more];
        const texts = new Set(items.map((one) => stringify(one)));
        fc.pre(value.length > 0 && texts.size === items.length);
        // What is added in the place of its like is that one, which stays.
        fc.pre(!more.some((one) => texts.has(stringify(one))));
        const after = editToml(text, [{ path: ['p', 'q'], value, mergeStrategy: 'replace' }], parse);
        expect(plain((parse(after).p as Json).q)).toEqual(plain(value));
        for (const [at] of items.entries()) expect(after.includes(`# item ${at}\n`)).toBe(keep[at] ?? true);
        expect(after).toContain('[x] # first');
      },
    ),
  );
});

test('lines of other keys stay as they are, to the byte', () => {
  fc.assert(
    fc.property(documents, edits, (text, [path, value, upsert]) => {
      let after: string;
      try {
        after = editToml(text, [{ path, value, mergeStrategy: upsert ? 'upsert' : 'replace' }], parse);
      } catch (error) {
        expect(String(error)).toContain('is no table');
        return;
      }
      // With the edited key gone from both, what is left of the one is left of the other.
      const kept = (one: string) =>
        editToml(one, [{ path: [path[0] ?? ''], value: null, mergeStrategy: 'replace' }], parse);
      const lines = (one: string) =>
        kept(one)
          .split('\n')
          .filter((line) => line.trim() !== '');
      const missing = lines(text).filter((line) => !lines(after).includes(line));
      expect(missing).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
