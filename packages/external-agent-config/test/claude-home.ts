import type { Files } from './machine.ts';

/** What Claude Code puts the value of a variable in for. */
const of = (name: string) => `\${${name}}`;

/** A home of Claude Code with something of everything. */
export const claudeHome: Files = {
  '.claude.json': {
    numStartups: 41,
    mcpServers: {
      files: { type: 'stdio', command: 'npx', args: ['-y', 'files'], env: { TOKEN: 'secret-1', HOST: of('HOST') } },
      docs: { type: 'http', url: 'https://docs.example/mcp', headers: { Authorization: `Bearer ${of('DOCS_TOKEN')}` } },
      old: { type: 'sse', url: 'https://old.example/sse' },
      templated: { command: `${of('HOME')}/bin/server` },
    },
  },
  '.claude/settings.json': {
    model: 'opus',
    env: { NODE_ENV: 'test', ANTHROPIC_API_KEY: 'secret-2' },
    permissions: { allow: ['Bash(git *)'] },
    hooks: {
      PreToolUse: [{ matcher: 'Bash|MultiEdit|Read', hooks: [{ type: 'command', command: 'check.sh', timeout: 5 }] }],
      Notification: [{ hooks: [{ type: 'command', command: 'ring' }] }],
      Stop: [
        { hooks: [{ type: 'prompt', prompt: 'done?' }] },
        { hooks: [{ type: 'command', command: '"$CLAUDE_PROJECT_DIR"/x.sh' }] },
      ],
    },
    enabledPlugins: { 'lint@team': true, 'gone@team': true, 'x@nowhere': true },
  },
  '.claude/plugins/known_marketplaces.json': { team: { source: { source: 'github', repo: 'acme/team' } } },
  '.claude/CLAUDE.md': 'Be brief.\n@docs/style.md\n',
  '.claude/skills/review/SKILL.md': '---\ndescription: Reviews\n---\nLook.\n',
  '.claude/skills/review/scripts/run.sh': '#!/bin/sh\n',
  '.claude/skills/notes.txt': 'no skill',
  '.claude/commands/fix.md': 'Fix $ARGUMENTS\n',
  '.claude/commands/git/tag.md': 'Tag: !`git tag`\n',
  '.claude/agents/critic.md': '---\nname: critic\ndescription: Finds faults\ntools: Read\n---\nBe "harsh".\n',
};
