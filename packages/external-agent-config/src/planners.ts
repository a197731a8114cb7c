import { planCommands } from './commands.ts';
import type { Draft } from './draft.ts';
import { planHooks } from './hooks.ts';
import { planInstructions } from './instructions.ts';
import { planMcpServers } from './mcp-servers.ts';
import type { ConfigFiles } from './options.ts';
import { planPeerConfig } from './peer.ts';
import type { ItemType } from './plan.ts';
import { planPlugins } from './plugins.ts';
import { planSettings } from './settings.ts';
import { planSkills } from './skills.ts';
import { planSubagents } from './subagents.ts';

interface Planner {
  readonly itemType: ItemType;
  /** In the plural, for the description. */
  readonly what: string;
  readonly plan: (draft: Draft, files: ConfigFiles) => Promise<void>;
}

type PeerTable = Parameters<typeof planPeerConfig>[2];

const own = (item: PeerTable, plan: (draft: Draft) => Promise<void>) => (draft: Draft, files: ConfigFiles) =>
  draft.place.agent === 'Codex' ? planPeerConfig(draft, files, item) : plan(draft);

/** What makes the items, in the order in which they are told. */
export const planners: readonly Planner[] = [
  { itemType: 'CONFIG', what: 'settings', plan: own('CONFIG', planSettings) },
  { itemType: 'AGENTS_MD', what: 'instructions', plan: planInstructions },
  { itemType: 'MCP_SERVER_CONFIG', what: 'MCP servers', plan: own('MCP_SERVER_CONFIG', planMcpServers) },
  { itemType: 'HOOKS', what: 'hooks', plan: planHooks },
  { itemType: 'SKILLS', what: 'skills', plan: planSkills },
  { itemType: 'COMMANDS', what: 'commands', plan: planCommands },
  { itemType: 'SUBAGENTS', what: 'subagents', plan: own('SUBAGENTS', planSubagents) },
  { itemType: 'PLUGINS', what: 'plugins', plan: own('PLUGINS', planPlugins) },
];
