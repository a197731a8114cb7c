import { serverTools } from './mcp.ts';
import { type KeyDocs, type Section, under } from './section.ts';

export const extensions: Section = {
  title: 'Apps, plugins and marketplaces',
  keys: {
    apps: 'Apps by id; `_default` is for the others.',
    ...under('apps.*', {
      enabled: ['Use the app.', true],
      destructive_enabled: 'Allow tools that destroy.',
      open_world_enabled: 'Allow tools that reach out.',
      default_tools_approval_mode: 'When to ask before a tool runs.',
      default_tools_enabled: 'Use tools that are not named.',
      tools: 'Settings by tool.',
      'tools.*.enabled': 'Use this tool.',
      'tools.*.approval_mode': 'When to ask before it runs.',
    }),
    plugins: 'Plugins of marketplaces by id: `name@marketplace`.',
    'plugins.*.enabled': 'Use the plugin.',
    'plugins.*.mcp_servers': 'Settings of its MCP servers, by name.',
    ...under('plugins.*.mcp_servers.*', serverTools),
    marketplaces: 'Marketplaces by name.',
    ...under('marketplaces.*', {
      source_type: 'What the source is.',
      source: 'A folder, or the URL of a git repository.',
      ref: 'A branch, tag or commit.',
      sparse_paths: 'The paths of it to fetch.',
      last_updated: 'When it was fetched, ISO 8601.',
      last_revision: 'The commit that was fetched.',
    }),
  },
};

const group: KeyDocs = {
  matcher: 'Which tools or sources: names joined by `|`, or a regular expression; default: all.',
  hooks: 'What runs.',
  'hooks[].type': 'Only `command` runs; the others are skipped.',
  'hooks[].command': 'A command line for the shell; required with type `command`.',
  'hooks[].timeout': ['Seconds it may take.', 600],
  'hooks[].async': 'Skipped when true: not supported yet.',
  'hooks[].statusMessage': 'Shown while it runs.',
};

const events = {
  PreToolUse: 'Before a tool runs.',
  PermissionRequest: 'Before a question is asked.',
  PostToolUse: 'After a tool ran.',
  SessionStart: 'With the first turn of a thread that was started or resumed.',
  UserPromptSubmit: 'Before a prompt reaches the model.',
  Stop: 'When the model ends a turn.',
};

/** Also of requirements. */
export const hookEventKeys: KeyDocs = Object.assign(
  {},
  ...Object.entries(events).map(([event, does]) => ({ [event]: does, ...under(`${event}[]`, group) })),
);

export const hooks: Section = {
  title: 'Hooks',
  keys: {
    hooks: 'Commands that run on events.',
    ...under('hooks', hookEventKeys),
    'hooks.state': 'Switches of hooks, by key.',
    'hooks.state.*.enabled': 'Run the hook.',
    notify: 'A program and its arguments, run after each turn with a JSON text as its last argument.',
  },
};
