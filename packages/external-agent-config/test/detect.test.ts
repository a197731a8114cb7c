import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { detect } from '../src/index.ts';
import { claudeHome } from './claude-home.ts';
import { machine } from './machine.ts';

const rows = (items: Awaited<ReturnType<typeof detect>>['items']) =>
  items.flatMap(({ itemType, entries }) =>
    (entries ?? []).map(({ name, action, note }) => `${itemType} ${name}: ${action}${note ? ` (${note})` : ''}`),
  );

test('a preview names everything that is found, and writes nothing', async () => {
  using host = machine(claudeHome);
  host.write({ '.claude/plugins/known_marketplaces.json': marketplaces(host.root), ...team });
  const before = host.all();
  const { items, leftOut } = await detect({ includeHome: true, cwds: [host.project] }, host.options);
  expect(host.all()).toEqual(before);
  expect(leftOut).toEqual([]);
  expect(rows(items)).toMatchInlineSnapshot(`
    [
      "CONFIG env.NODE_ENV: write",
      "CONFIG env.ANTHROPIC_API_KEY: unsupported (it is a setting of Claude Code itself)",
      "CONFIG model: unsupported (it names a model of another vendor)",
      "CONFIG permissions: unsupported (its rules mean other tools and another sandbox: say with approval_policy and sandbox_mode what may be done unasked)",
      "AGENTS_MD instructions: write (AGENTS.md brings no other files in: @docs/style.md)",
      "MCP_SERVER_CONFIG files: write (Tenon runs no MCP servers yet)",
      "MCP_SERVER_CONFIG docs: write (Tenon runs no MCP servers yet)",
      "MCP_SERVER_CONFIG old: unsupported (servers of the type sse are not spoken to, only stdio and http)",
      "MCP_SERVER_CONFIG templated: unsupported (its command has \${…}, which nothing puts in here: write the value out)",
      "HOOKS PreToolUse: write (nothing here is called Read: taken out of the matcher; hooks are sent other inputs and may answer less than in Claude Code: see the page on imports; Tenon runs no hooks of files yet)",
      "HOOKS Notification: unsupported (there is no such event)",
      "HOOKS Stop: unsupported (hooks of prompt are not run, only commands)",
      "HOOKS Stop: unsupported (a command uses a variable that is set by Claude Code only ($CLAUDE_…))",
      "SKILLS review: write",
      "COMMANDS fix: write (Tenon offers no prompts yet)",
      "COMMANDS git-tag: write (Tenon offers no prompts yet; commands in !\`…\` are not run: their output is not put in)",
      "SUBAGENTS critic: write (left out: tools; Tenon runs no agents by role yet)",
      "SUBAGENTS critic: write (left out: tools; Tenon runs no agents by role yet)",
      "PLUGINS team: write",
      "PLUGINS lint@team: write (Tenon loads no plugins of marketplaces yet)",
      "PLUGINS gone@team: unsupported (its marketplace does not have it)",
      "PLUGINS x@nowhere: unsupported (its marketplace is not known)",
    ]
  `);
  expect(items.map(({ description }) => description.replaceAll(host.root, '~'))).toMatchInlineSnapshot(`
    [
      "Import settings of Claude Code from ~/.claude",
      "Import instructions of Claude Code from ~/.claude",
      "Import MCP servers of Claude Code from ~/.claude",
      "Import hooks of Claude Code from ~/.claude",
      "Import skills of Claude Code from ~/.claude",
      "Import commands of Claude Code from ~/.claude",
      "Import subagents of Claude Code from ~/.claude",
      "Import plugins of Claude Code from ~/.claude",
    ]
  `);
  expect(items.map(({ details }) => details)).toMatchInlineSnapshot(`
    [
      null,
      null,
      {
        "mcpServers": [
          {
            "name": "files",
          },
          {
            "name": "docs",
          },
        ],
      },
      {
        "hooks": [
          {
            "name": "PreToolUse",
          },
        ],
      },
      null,
      {
        "commands": [
          {
            "name": "fix",
          },
          {
            "name": "git-tag",
          },
        ],
      },
      {
        "subagents": [
          {
            "name": "critic",
          },
        ],
      },
      {
        "plugins": [
          {
            "marketplaceName": "team",
            "pluginNames": [
              "lint",
            ],
          },
        ],
      },
    ]
  `);
});

const marketplaces = (root: string) => ({
  team: {
    source: { source: 'github', repo: 'acme/team' },
    installLocation: join(root, '.claude/plugins/marketplaces/team'),
  },
});
const team = {
  '.claude/plugins/marketplaces/team/.claude-plugin/marketplace.json': {
    name: 'team',
    plugins: [{ name: 'lint', source: './lint' }],
  },
};

test('values of secrets are in no preview', async () => {
  using host = machine(claudeHome);
  expect(JSON.stringify(await detect({ includeHome: true }, host.options))).not.toContain('secret-');
});

test('without a home folder, or unasked, only projects are looked at', async () => {
  using host = machine({ ...claudeHome, 'work/CLAUDE.md': 'Test first.\n' });
  const { userHome: _, ...noHome } = host.options;
  for (const [includeHome, options] of [
    [true, noHome],
    [false, host.options],
  ] as const) {
    const { items } = await detect({ includeHome, cwds: [host.project] }, options);
    expect(items.map(({ itemType, cwd }) => [itemType, cwd])).toEqual([['AGENTS_MD', host.project]]);
  }
  expect(await detect({}, host.options)).toEqual({ items: [], leftOut: [] });
});

test('broken files are told each with its place, without what is in them, and the others are found', async () => {
  using host = machine({
    '.claude/settings.json': '{\n  "env": {"A": "secret" "B": 1}\n}',
    '.claude.json': '[]',
    '.claude/agents/a.md': '---\nname: a\nb: [\n---\n',
    '.claude/CLAUDE.md': Buffer.from([0x80, 0x81]),
    '.claude/commands/ok.md': 'Fine.\n',
  });
  host.write({ '.claude/skills/big/SKILL.md': 'x'.repeat(17 * 1024 * 1024) });
  const { items, leftOut } = await detect({ includeHome: true }, host.options);
  expect(items.map(({ itemType }) => itemType)).toContain('COMMANDS');
  const notes = leftOut.map(({ note }) => note?.replaceAll(host.root, '~'));
  expect(notes.filter((one) => one?.includes('settings.json'))).toEqual([
    '~/.claude/settings.json:2:25: is not JSON: comma expected',
  ]);
  expect(notes).toContain('~/.claude/CLAUDE.md: is not UTF-8');
  expect(notes).toContain('~/.claude.json:1:1: is no JSON object');
  expect(notes.join('\n')).toMatch(/agents\/a\.md:\d+:\d+: its front matter is not YAML/);
  expect(notes.join('\n')).toContain('is larger than');
  expect(JSON.stringify(leftOut)).not.toContain('"secret"');
});

test('links out of a tree are not followed, those within it are', async () => {
  using host = machine({
    'private/id': 'key material',
    'work/AGENTS.team.md': 'Ours.\n',
    'work/.claude/skills/good/SKILL.md': '---\ndescription: x\n---\n',
    'work/.claude/skills/evil/SKILL.md': '---\ndescription: x\n---\n',
  });
  symlinkSync('AGENTS.team.md', join(host.project, 'CLAUDE.md'));
  symlinkSync(join(host.root, 'private/id'), join(host.project, '.claude/skills/evil/id'));
  symlinkSync(join(host.root, 'private'), join(host.project, '.claude/commands'));
  symlinkSync(join(host.root, 'private/id'), join(host.project, '.mcp.json'));
  const { items, leftOut } = await detect({ cwds: [host.project] }, host.options);
  expect(rows(items)).toEqual([
    'AGENTS_MD instructions: write',
    expect.stringMatching(/^SKILLS evil: failed .*link out of/),
    'SKILLS good: write',
  ]);
  expect(leftOut.map(({ name, note }) => [name, note?.includes('link out of')])).toEqual([
    ['mcpServers', true],
    ['commands', true],
  ]);
  expect(existsSync(join(host.project, 'AGENTS.md'))).toBe(false);
});

test('a pipe in place of a file is not waited for', async () => {
  using host = machine({ 'work/.claude/settings.json': {} });
  execFileSync('mkfifo', [join(host.project, '.mcp.json')]);
  const { leftOut } = await detect({ cwds: [host.project] }, host.options);
  expect(leftOut.map(({ note }) => note)).toEqual([`${join(host.project, '.mcp.json')}: is no regular file`]);
});

test('a folder that is not there, or is a file, has nothing', async () => {
  using host = machine({ file: '' });
  const cwds = [join(host.root, 'gone'), join(host.root, 'file')];
  expect(await detect({ includeHome: true, cwds }, host.options)).toEqual({ items: [], leftOut: [] });
});
