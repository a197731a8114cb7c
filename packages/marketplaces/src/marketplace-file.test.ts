import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMarketplace } from './index.ts';

const root = '/m';
const parse = (file: unknown, claude = false) =>
  parseMarketplace(typeof file === 'string' ? file : JSON.stringify(file), { path: '/m/file.json', root, claude });

/** The source that an entry's `source` is read as; else the problem. */
function sourceOf(source: unknown, options: { claude?: boolean; pluginRoot?: unknown } = {}) {
  const file = { name: 'm', metadata: { pluginRoot: options.pluginRoot }, plugins: [{ name: 'p', source }] };
  const { marketplace, problems } = parse(file, options.claude);
  return marketplace?.entries[0]?.source ?? problems[0]?.message;
}

test("the peer's file, whole", () => {
  const { marketplace, problems } = parse({
    name: 'demo-market',
    interface: { displayName: 'Demo' },
    owner: { name: 'ignored' },
    plugins: [
      {
        name: 'b',
        source: { source: 'local', path: './plugins/b' },
        policy: { installation: 'INSTALLED_BY_DEFAULT', authentication: 'ON_USE', products: ['X'] },
        category: 'Coding',
        commands: './ignored',
      },
      { name: 'a', source: './plugins/a' },
    ],
  });
  expect(problems).toEqual([]);
  expect(marketplace).toEqual({
    name: 'demo-market',
    path: '/m/file.json',
    displayName: 'Demo',
    entries: [
      {
        name: 'b',
        source: { type: 'local', path: '/m/plugins/b' },
        installation: 'INSTALLED_BY_DEFAULT',
        authentication: 'ON_USE',
        products: ['X'],
        category: 'Coding',
        strict: true,
      },
      {
        name: 'a',
        source: { type: 'local', path: '/m/plugins/a' },
        installation: 'AVAILABLE',
        authentication: 'ON_INSTALL',
        strict: true,
      },
    ],
  });
});

test("Claude Code's file keeps what an entry says in place of a manifest", () => {
  const { marketplace } = parse(
    {
      name: 'c',
      owner: { name: 'o' },
      plugins: [
        {
          name: 'p',
          source: './',
          description: 'd',
          version: '1.0.0',
          category: 'x',
          tags: ['t'],
          strict: false,
          commands: ['./c.md'],
          hooks: { Stop: [] },
        },
        { name: 'q', source: './q' },
      ],
    },
    true,
  );
  expect(marketplace?.entries).toMatchObject([
    {
      source: { type: 'local', path: '/m' },
      description: 'd',
      version: '1.0.0',
      strict: false,
      manifest: { description: 'd', version: '1.0.0', commands: ['./c.md'], hooks: { Stop: [] } },
    },
    { strict: true },
  ]);
  expect(marketplace?.entries[0]?.manifest).not.toHaveProperty('tags');
  expect(marketplace?.entries[1]).not.toHaveProperty('manifest');
});

const sha = 'a'.repeat(40);
test.each([
  ['./plugins/x', { type: 'local', path: '/m/plugins/x' }],
  ['./plugins/x/', { type: 'local', path: '/m/plugins/x' }],
  [
    { source: 'url', url: 'https://h/r.git', ref: 'v1', sha },
    { type: 'git', url: 'https://h/r.git', ref: 'v1', sha },
  ],
  [
    { source: 'git', url: 'git@h:o/r.git', path: './p' },
    { type: 'git', url: 'git@h:o/r.git', path: 'p' },
  ],
  [
    { source: 'git-subdir', url: 'o/r', path: 'a/b', ref: null },
    { type: 'git', url: 'https://github.com/o/r.git', path: 'a/b' },
  ],
  [
    { source: 'github', repo: 'o/r.js', ref: 'feature/x' },
    { type: 'git', url: 'https://github.com/o/r.js.git', ref: 'feature/x' },
  ],
  [
    { source: 'npm', package: '@s/p', version: '^1', registry: 'https://r.test/npm/' },
    { type: 'npm', package: '@s/p', version: '^1', registry: 'https://r.test/npm/' },
  ],
  [
    { source: 'npm', package: 'p' },
    { type: 'npm', package: 'p' },
  ],
])('the source %j', (source, read) => {
  for (const claude of [false, true]) expect(sourceOf(source, { claude })).toEqual(read);
});

test.each([
  '../x',
  './../x',
  './a/../../x',
  './a/./b',
  './a//b',
  '/etc',
  './a\\..\\b',
  './a\0b',
  './.git/hooks',
  '',
  './..',
  7,
  null,
  {},
  { source: 'pip', package: 'x' },
  { source: 'local' },
  { source: 'local', path: '../x' },
  { source: 'url', url: 'file:///etc' },
  { source: 'url', url: 'ext::sh -c id' },
  { source: 'url', url: '--upload-pack=id' },
  { source: 'url', url: 'ssh://-oProxyCommand=id/x' },
  { source: 'url', url: 'ssh://u@-oProxyCommand=id/x' },
  { source: 'url', url: '-u@h:x' },
  { source: 'url', url: 'https://h/a b' },
  { source: 'url', url: 'https://h/r', ref: '--upload-pack=id' },
  { source: 'url', url: 'https://h/r', ref: 'a:refs/heads/b' },
  { source: 'url', url: 'https://h/r', ref: 'a..b' },
  { source: 'url', url: 'https://h/r', sha: 'abc' },
  { source: 'url', url: 7 },
  { source: 'github' },
  { source: 'github', repo: 'o/..' },
  { source: 'git-subdir', url: 'https://h/r' },
  { source: 'git-subdir', url: 'https://h/r', path: '../x' },
  { source: 'git-subdir', url: 'https://h/r', path: 'a/.GIT' },
  { source: 'npm' },
  { source: 'npm', package: '../x' },
  { source: 'npm', package: 'a/b' },
  { source: 'npm', package: 'p', registry: 'file:///x' },
  { source: 'npm', package: 'p', registry: 'https://u:p@h/' },
])('the source %j costs its entry', (source) => {
  for (const claude of [false, true]) expect(sourceOf(source, { claude })).toEqual(expect.any(String));
});

test('plain names and the root itself are for Claude Code only', () => {
  for (const source of ['x', 'plugins/x', './']) expect(sourceOf(source)).toEqual(expect.any(String));
  expect(sourceOf('x', { claude: true })).toEqual(expect.any(String));
  const pluginRoot = './plugins';
  expect(sourceOf('x', { claude: true, pluginRoot })).toEqual({ type: 'local', path: '/m/plugins/x' });
  expect(sourceOf('x', { claude: true, pluginRoot: './' })).toEqual({ type: 'local', path: '/m/x' });
  expect(sourceOf('./x', { claude: true, pluginRoot })).toEqual({ type: 'local', path: '/m/x' });
  expect(sourceOf('x', { claude: true, pluginRoot: '../up' })).toEqual(expect.any(String));
  expect(sourceOf('x', { pluginRoot })).toEqual(expect.any(String));
});

test('a bad entry is left out and reported, the others stay in their order', () => {
  const { marketplace, problems } = parse({
    name: 'm',
    plugins: [
      { name: 'b', source: './b' },
      { name: 'bad name', source: './x' },
      { name: 'naïve', source: './x' },
      { source: './x' },
      null,
      { name: 'p', source: './p', policy: { installation: 'PERHAPS' } },
      { name: 'B', source: './second' },
      { name: 'b', source: './third' },
      { name: 'a', source: './a' },
    ],
  });
  expect(marketplace?.entries.map(({ name }) => name)).toEqual(['b', 'a']);
  expect(problems.map(({ entry }) => entry)).toEqual(['bad name', 'naïve', 'plugins[3]', 'plugins[4]', 'p', 'B', 'b']);
  for (const { path, message } of problems) expect([path, message.length > 10]).toEqual(['/m/file.json', true]);
});

test.each([
  '',
  '<html>',
  '[]',
  'null',
  '7',
  '{}',
  '{"name":"m"}',
  '{"name":"m","plugins":{}}',
  '{"name":"a b","plugins":[]}',
  '{"name":"../x","plugins":[]}',
  '{"name":7,"plugins":[]}',
])('a bad file is one problem: %s', (text) => {
  const { marketplace, problems } = parse(text);
  expect(marketplace).toBeUndefined();
  expect(problems).toEqual([{ path: '/m/file.json', message: expect.stringMatching(/^invalid marketplace file: ./) }]);
});

test('a byte order mark is no error', () => {
  expect(parse('\uFEFF{"name":"m","plugins":[]}').marketplace?.name).toBe('m');
});

test('nothing that JSON can hold throws, and no local path leads out of the root', () => {
  const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string());
  const path = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('.', '..', '', 'a', '.git', '\\'), { maxLength: 5 }).map((parts) => parts.join('/')),
  );
  const source = fc.oneof(
    path,
    fc.record({ source: fc.constantFrom('local', 'url', 'git-subdir', 'npm', 'github'), path, url: fc.string() }),
    fc.jsonValue(),
  );
  const plugins = fc.oneof(fc.array(fc.oneof(fc.record({ name, source }), fc.jsonValue())), fc.jsonValue());
  fc.assert(
    fc.property(fc.record({ name, plugins, metadata: fc.jsonValue() }), fc.boolean(), (file, claude) => {
      const { marketplace, problems } = parse(file, claude);
      expect(marketplace !== undefined || problems.length === 1).toBe(true);
      for (const { source: read } of marketplace?.entries ?? [])
        if (read.type === 'local') expect(`${read.path}/`).toMatch(claude ? /^\/m\// : /^\/m\/./);
    }),
  );
});

test('a file of more than 10,000 entries is one problem, and what problems quote is short', () => {
  const many = parse({ name: 'm', plugins: Array.from({ length: 10_001 }, () => 0) });
  expect([many.marketplace, many.problems.length]).toEqual([undefined, 1]);
  expect(parse({ name: 'm', plugins: Array.from({ length: 10_000 }, () => 0) }).problems.length).toBe(10_000);
  const long = 'x'.repeat(100_000);
  const sources = [
    long,
    { source: long },
    { source: 'url', url: `file:${long}` },
    { source: 'npm', package: `/${long}` },
  ];
  const { problems } = parse({
    name: 'm',
    plugins: [...sources.map((source) => ({ name: 'p', source })), { name: ` ${long}` }],
  });
  expect(problems.length).toBe(5);
  for (const problem of [...problems, ...parse({ name: ` ${long}`, plugins: [] }).problems])
    expect(JSON.stringify(problem).length).toBeLessThan(400);
});
