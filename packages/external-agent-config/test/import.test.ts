import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detect, importItems } from '../src/index.ts';
import { claudeHome } from './claude-home.ts';
import { type Files, machine } from './machine.ts';

type Machine = ReturnType<typeof machine>;

const detected = (host: Machine) => detect({ includeHome: true, cwds: [host.project] }, host.options);
const importAll = async (host: Machine) => importItems((await detected(host)).items, host.options);
const actions = (results: Awaited<ReturnType<typeof importItems>>) =>
  results.flatMap(({ entries }) => entries.map(({ action }) => action));

test('an import writes what the preview says', async () => {
  using host = machine(claudeHome);
  const { items } = await detected(host);
  const results = await importItems(items, host.options);
  const planned = items.flatMap(({ entries }) => entries ?? []);
  const done = results.flatMap(({ entries }) => entries);
  expect(done).toEqual(planned.map((one) => (one.action === 'write' ? { ...one, action: 'written' } : one)));
  expect(JSON.parse(host.read('.tenon/config.toml'))).toEqual({
    shell_environment_policy: { set: { NODE_ENV: 'test' } },
    mcp_servers: {
      files: { command: 'npx', args: ['-y', 'files'], env: { TOKEN: 'secret-1' }, env_vars: ['HOST'] },
      docs: { url: 'https://docs.example/mcp', bearer_token_env_var: 'DOCS_TOKEN' },
    },
    agents: { critic: { description: 'Finds faults', config_file: 'agents/critic.toml' } },
  });
  expect(JSON.parse(host.read('.tenon/hooks.json'))).toEqual({
    hooks: {
      PreToolUse: [{ matcher: 'Bash|Edit', hooks: [{ type: 'command', command: 'check.sh', timeout: 5 }] }],
    },
  });
  expect(host.read('.tenon/AGENTS.md')).toBe(claudeHome['.claude/CLAUDE.md']);
  expect(host.read('.tenon/skills/review/scripts/run.sh')).toBe('#!/bin/sh\n');
  expect(host.read('.tenon/prompts/git-tag.md')).toBe('Tag: !`git tag`\n');
  expect(host.read('.tenon/agents/critic.toml')).toBe('developer_instructions = "Be \\"harsh\\"."\n');
  for (const file of ['hooks.json', 'AGENTS.md', 'skills/review/SKILL.md'])
    expect(host.mode(`.tenon/${file}`)).toBe(0o600);
});

test('a second import finds nothing to do, and does nothing', async () => {
  using host = machine(claudeHome);
  const { items } = await detected(host);
  await importItems(items, host.options);
  const after = host.all();
  expect((await detected(host)).items).toEqual([]);
  expect(actions(await importItems(items, host.options))).not.toContain('written');
  expect(host.all()).toEqual(after);
});

test('details choose by name; an item that is not known is told', async () => {
  using host = machine(claudeHome);
  const { items } = await detected(host);
  const chosen = items
    .filter(({ itemType }) => itemType === 'MCP_SERVER_CONFIG')
    .map((item) => ({ ...item, details: { mcpServers: [{ name: 'docs' }] } }));
  const none = chosen.map((item) => ({ ...item, details: { mcpServers: [] } }));
  expect(actions(await importItems(none, host.options))).not.toContain('written');
  const results = await importItems(
    [
      ...chosen,
      { itemType: 'HOOKS', description: 'made up', cwd: null },
      { itemType: 'SESSIONS', description: 'talks', cwd: host.project },
    ],
    host.options,
  );
  expect(results.map(({ entries }) => entries.map(({ name, action }) => [name, action]))).toEqual([
    [
      ['docs', 'written'],
      ['old', 'unsupported'],
      ['templated', 'unsupported'],
    ],
    [['HOOKS', 'failed']],
    [['SESSIONS', 'unsupported']],
  ]);
  expect(Object.keys(JSON.parse(host.read('.tenon/config.toml')).mcp_servers)).toEqual(['docs']);
});

const targets = {
  '.tenon/config.toml': JSON.stringify({
    shell_environment_policy: { set: { NODE_ENV: 'mine' } },
    mcp_servers: { docs: { command: 'mine' } },
    agents: { critic: {} },
  }),
  '.tenon/hooks.json': '{\n    // mine\n    "hooks": { "PreToolUse": [] }\n}\n',
  '.tenon/AGENTS.md': 'mine',
  '.tenon/skills/review/SKILL.md': 'mine',
  '.tenon/skills/review': 'mine, a file',
  '.tenon/prompts/fix.md': '',
  '.tenon/agents/critic.toml': 'mine',
  'work/AGENTS.md': 'mine',
  'work/.codex/config.toml': JSON.stringify({ mcp_servers: { own: { command: 'mine' } } }),
  'work/.agents/skills/s/x': 'mine',
} satisfies Files;

const project: Files = {
  'work/CLAUDE.md': 'Test first.\n',
  'work/.mcp.json': { mcpServers: { own: { command: 'own', env: { KEY: 'secret-3' } }, b: { command: 'b' } } },
  'work/.claude/skills/s/SKILL.md': '---\ndescription: s\n---\n',
};

/** Whether all of a JSON value is still in another. */
const holds = (after: unknown, before: unknown): boolean =>
  typeof before !== 'object' || before === null || Array.isArray(before)
    ? JSON.stringify(after) === JSON.stringify(before)
    : Object.entries(before).every(([key, value]) =>
        holds((after as Record<string, unknown> | undefined)?.[key], value),
      );

test('whatever is there already, nothing of it is overwritten, and a second import does nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray(Object.keys(targets) as (keyof typeof targets)[]), async (there) => {
      const paths = there.filter((one) => !there.some((other) => one !== other && one.startsWith(`${other}/`)));
      using host = machine({ ...claudeHome, ...project });
      for (const path of paths) host.write({ [path]: targets[path] });
      const before = host.all();
      await importAll(host);
      const after = host.all();
      for (const [path, text] of Object.entries(before)) {
        if (path.endsWith('config.toml')) expect(holds(JSON.parse(after[path] ?? ''), JSON.parse(text))).toBe(true);
        else if (path.endsWith('hooks.json')) expect(after[path]).toContain('// mine\n    "hooks": { "PreToolUse": []');
        else expect(after[path]).toBe(text);
      }
      expect(actions(await importAll(host))).not.toContain('written');
      expect(host.all()).toEqual(after);
      expect(Object.keys(after).filter((path) => path.endsWith('.tmp'))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('an event is added to hooks that are there, and their comments stay', async () => {
  using host = machine({
    '.tenon/hooks.json': '{\n  // mine\n  "hooks": {\n    "PreToolUse": []\n  }\n}\n',
    '.claude/settings.json': { hooks: { UserPromptSubmit: [{ hooks: [{ type: 'command', command: 'log' }] }] } },
  });
  await importAll(host);
  expect(host.read('.tenon/hooks.json')).toBe(`{
  // mine
  "hooks": {
    "PreToolUse": [],
    "UserPromptSubmit": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "log"
          }
        ]
      }
    ]
  }
}
`);
});

test('no value of a variable comes into the files of a project', async () => {
  using host = machine({ ...project, 'work/.claude/settings.json': { env: { DB: 'secret-4' } } });
  const results = await importAll(host);
  expect(JSON.parse(host.read('work/.codex/config.toml'))).toEqual({
    mcp_servers: { own: { command: 'own', env_vars: ['KEY'] }, b: { command: 'b' } },
  });
  expect(host.read('work/AGENTS.md')).toBe('Test first.\n');
  expect(host.read('work/.agents/skills/s/SKILL.md')).toContain('description: s');
  expect(JSON.stringify(results)).not.toContain('secret-');
});

test.each(['.codex', '.agents', 'AGENTS.md', '.codex/config.toml'])(
  'a link %s that a clone brings leads no write out of it',
  async (path) => {
    using host = machine(project);
    const target = join(host.root, 'elsewhere');
    // To a folder, and to nothing.
    for (const make of [() => mkdirSync(target), () => rmSync(target, { recursive: true })]) {
      make();
      const link = join(host.project, path);
      rmSync(link, { recursive: true, force: true });
      mkdirSync(join(link, '..'), { recursive: true });
      symlinkSync(target, link);
      await importAll(host);
      expect(Object.keys(host.all()).filter((one) => one.startsWith('elsewhere') || one.startsWith('.tenon'))).toEqual(
        [],
      );
    }
  },
);

test('an item that fails in the middle leaves nothing of itself', async () => {
  using host = machine(claudeHome);
  const { items } = await detected(host);
  const config = {
    ...host.options.config,
    write: async () => {
      throw new Error('no space');
    },
  };
  const results = await importItems(
    items.filter(({ itemType }) => itemType === 'SUBAGENTS'),
    { ...host.options, config },
  );
  expect(results[0]?.entries[0]).toMatchObject({
    action: 'failed',
    note: 'nothing of this item was written: no space',
  });
  expect(Object.keys(host.all()).filter((path) => path.startsWith('.tenon'))).toEqual([]);
});

test('the home of the peer comes over key by key', async () => {
  using host = machine({
    '.codex/config.toml': {
      model: 'gpt-5.2',
      sqlite_home: '/x',
      sandbox_mode: 'danger-full-access',
      tools: { view_image: false },
      mcp_servers: { a: { command: 'a' }, b: { command: 'b' } },
      hooks: { state: { k: { enabled: false } } },
      agents: { max_depth: 2, far: { config_file: 'far.toml' } },
    },
    '.codex/AGENTS.md': 'Be exact.\n',
    '.codex/hooks.json': { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'bell' }] }] } },
    '.codex/prompts/p.md': 'P\n',
    '.codex/skills/s/SKILL.md': '---\ndescription: s\n---\n',
    '.codex/skills/.system/t/SKILL.md': '---\ndescription: t\n---\n',
    '.tenon/config.toml': { model: 'mine', mcp_servers: { a: { command: 'mine' } } },
  });
  const { items } = await detected(host);
  const notes = items.flatMap(({ entries }) => entries ?? []).filter(({ name }) => name === 'sandbox_mode');
  expect(notes).toMatchObject([{ note: 'it says what may be done unasked: "danger-full-access"' }]);
  await importAll(host);
  expect(JSON.parse(host.read('.tenon/config.toml'))).toEqual({
    model: 'mine',
    sandbox_mode: 'danger-full-access',
    tools: { view_image: false },
    mcp_servers: { a: { command: 'mine' }, b: { command: 'b' } },
    agents: { max_depth: 2 },
  });
  const written = Object.keys(host.all()).filter((path) => path.startsWith('.tenon/'));
  expect(written).toEqual(
    ['AGENTS.md', 'config.toml', 'hooks.json', 'prompts/p.md', 'skills/s/SKILL.md'].map((one) => `.tenon/${one}`),
  );
});

test("a home that is the peer's own is no source", async () => {
  using host = machine({ '.codex/AGENTS.md': 'Be exact.\n' });
  const options = { ...host.options, home: join(host.root, '.codex') };
  expect(await detect({ includeHome: true }, options)).toEqual({ items: [], leftOut: [] });
});

test('of two who import at once, each thing is written by one, whole', async () => {
  using host = machine(claudeHome);
  const { items } = await detected(host);
  const results = await Promise.all([importItems(items, host.options), importItems(items, host.options)]);
  const written = results.flatMap((one) =>
    one.flatMap(({ entries }) => entries.filter(({ action }) => action === 'written').map(({ target }) => target)),
  );
  expect(new Set(written).size).toBe(written.length);
  expect(Object.keys(host.all()).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  // What both gave way to each other with is still to be had.
  await importAll(host);
  using other = machine(claudeHome);
  await importAll(other);
  const normal = (one: Machine) => ({ ...one.all(), '.tenon/config.toml': JSON.parse(one.read('.tenon/config.toml')) });
  expect(normal(host)).toEqual(normal(other));
});

test.each([
  ['.tenon/config.toml', JSON.stringify({ agents: { critic: {} } }), '.tenon/agents/critic.toml'],
  ['.tenon/agents/critic.toml', 'mine', '.tenon/config.toml'],
])('a role that has its %s already is left alone as a whole', async (there, text, other) => {
  using host = machine({ '.claude/agents/critic.md': claudeHome['.claude/agents/critic.md'] ?? '', [there]: text });
  await importAll(host);
  expect(host.read(there)).toBe(text);
  expect(Object.keys(host.all())).not.toContain(other);
});

test('programs of a skill stay programs', async () => {
  using host = machine({ ...claudeHome, ...project, 'work/.claude/skills/s/run.sh': '#!/bin/sh\n' });
  chmodSync(join(host.root, '.claude/skills/review/scripts/run.sh'), 0o755);
  chmodSync(join(host.project, '.claude/skills/s/run.sh'), 0o755);
  await importAll(host);
  expect(host.mode('.tenon/skills/review/scripts/run.sh')).toBe(0o700);
  expect(host.mode('work/.agents/skills/s/run.sh') & 0o100).toBe(0o100);
});

test('hooks.json of its own that is broken is left as it is, and told with its place', async () => {
  using host = machine({ ...claudeHome, '.tenon/hooks.json': '{"hooks": ' });
  const { items, leftOut } = await detected(host);
  expect(items.map(({ itemType }) => itemType)).not.toContain('HOOKS');
  const file = join(host.root, '.tenon/hooks.json');
  expect(leftOut.map(({ note }) => note)).toContain(`${file}:1:11: is not JSON: value expected`);
  await importAll(host);
  expect(host.read('.tenon/hooks.json')).toBe('{"hooks": ');
});
