import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detect, importItems } from '../src/index.ts';
import { machine } from './machine.ts';

const names = [
  'mcpServers',
  'hooks',
  'env',
  'enabledPlugins',
  'extraKnownMarketplaces',
  'PreToolUse',
  'command',
  'url',
  '__proto__',
];
const key = fc.oneof(fc.constantFrom(...names), fc.string());
const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), fc.constant(null), tie('list'), tie('table')),
  list: fc.array(tie('json'), { maxLength: 3 }),
  table: fc.dictionary(key, tie('json'), { maxKeys: 4 }),
}));
const file = fc.oneof(
  fc.dictionary(key, json, { maxKeys: 4 }).map((value) => JSON.stringify(value)),
  fc.string(),
);
const markdown = fc.oneof(
  fc.string(),
  fc.tuple(fc.string(), fc.string()).map(([a, b]) => `---\n${a}\n---\n${b}`),
);

test('whatever the sources hold, a preview comes, and what it plans can be written once', async () => {
  await fc.assert(
    fc.asyncProperty(file, file, file, markdown, async (settings, servers, market, text) => {
      using host = machine({
        '.claude/settings.json': settings,
        '.claude.json': servers,
        '.claude/plugins/known_marketplaces.json': market,
        '.claude/agents/a.md': text,
        '.claude/CLAUDE.md': text,
        'work/.mcp.json': servers,
        'work/.claude/settings.json': settings,
      });
      const params = { includeHome: true, cwds: [host.project] };
      const { items } = await detect(params, host.options);
      const results = await importItems(items, host.options);
      expect(results.flatMap(({ entries }) => entries).filter(({ note }) => note?.includes('nothing of this'))).toEqual(
        [],
      );
      expect((await detect(params, host.options)).items).toEqual([]);
      expect(({} as { command?: unknown }).command).toBeUndefined();
    }),
    { numRuns: 40 },
  );
});

test('more than anybody has is cut off, and told', async () => {
  const mcpServers = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`s${at}`, { command: 'x' }]));
  using host = machine({ '.claude.json': { mcpServers }, '.claude/settings.json': '['.repeat(200_000) });
  const { items, leftOut } = await detect({ includeHome: true }, host.options);
  expect(items[0]?.entries).toHaveLength(501);
  expect(items[0]?.entries?.at(-1)).toMatchObject({ action: 'failed', note: expect.stringContaining('more than 500') });
  expect(leftOut.map(({ note }) => note)).toContainEqual(expect.stringContaining('is nested too deep'));
});

test('names without end are cut, and text that TOML cannot hold is told', async () => {
  const mcpServers = { ['x'.repeat(100_000)]: { command: 'x' }, half: { command: '\ud800' }, whole: { command: 'x' } };
  using host = machine({ '.claude.json': { mcpServers } });
  const [item] = (await detect({ includeHome: true }, host.options)).items;
  expect(item?.entries?.map(({ name, action }) => [name.length, action])).toEqual([
    [201, 'unsupported'],
    [4, 'unsupported'],
    [5, 'write'],
  ]);
});
