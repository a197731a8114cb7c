import type {
  ExternalAgentConfigDetectParams,
  ExternalAgentConfigMigrationItem,
  MigrationDetails,
  MigrationEntry,
} from '@tenon/protocol/external-agent';
import { makePlans } from './make-plans.ts';
import type { ExternalAgentOptions } from './options.ts';
import type { Plan } from './plan.ts';

export interface Detected {
  readonly items: ExternalAgentConfigMigrationItem[];
  /** What belongs to no item, because nothing of it can be imported. */
  readonly leftOut: MigrationEntry[];
}

/**
 * Finds what other agents have that could be brought over. Writes nothing. `cwds`: absolute folders of projects; `includeHome`
 * (default false): the user's own things too. An item has something to write; what stands at its target already is kept.
 */
export async function detect(
  params: ExternalAgentConfigDetectParams,
  options: ExternalAgentOptions,
): Promise<Detected> {
  const plans = await makePlans(options, params.cwds ?? [], params.includeHome ?? false);
  const found: Detected = { items: [], leftOut: [] };
  for (const plan of plans) {
    if (plan.changes.length > 0) found.items.push(itemOf(plan));
    else
      for (const entry of plan.entries) if (entry.action !== 'keep' && !isTold(found, entry)) found.leftOut.push(entry);
  }
  return found;
}

/** A broken file has a part in several items. */
const isTold = ({ items, leftOut }: Detected, { action, note }: MigrationEntry): boolean =>
  action === 'failed' &&
  [...leftOut, ...items.flatMap(({ entries }) => entries ?? [])].some((one) => one.note === note);

const itemOf = (plan: Plan): ExternalAgentConfigMigrationItem => ({
  itemType: plan.itemType,
  description: plan.description,
  cwd: plan.cwd,
  details: detailsOf(plan),
  entries: [...plan.entries],
});

/** The names that an item is chosen from; null where there is nothing to choose. */
function detailsOf({ itemType, changes }: Plan): MigrationDetails | null {
  const names = [...new Set(changes.map(({ entry }) => entry.name))];
  const named = names.map((name) => ({ name }));
  if (itemType === 'MCP_SERVER_CONFIG') return { mcpServers: named };
  if (itemType === 'HOOKS') return { hooks: named };
  if (itemType === 'COMMANDS') return { commands: named };
  if (itemType === 'SUBAGENTS') return { subagents: named };
  if (itemType === 'PLUGINS') {
    const byMarketplace = Map.groupBy(
      names.filter((name) => name.includes('@')),
      (name) => name.slice(name.lastIndexOf('@') + 1),
    );
    const plugins = [...byMarketplace].map(([marketplaceName, ids]) => ({
      marketplaceName,
      pluginNames: ids.map((id) => id.slice(0, id.lastIndexOf('@'))),
    }));
    return { plugins };
  }
  return null;
}

/** Whether what an item says leaves a name in. Details without a list of its own kind choose everything, an empty list nothing. */
export function isChosen({ itemType, details }: ExternalAgentConfigMigrationItem, name: string): boolean {
  const { plugins, ...rest } = details ?? {};
  if (itemType === 'PLUGINS') {
    if (!plugins) return true;
    return plugins.some(
      ({ marketplaceName, pluginNames }) =>
        name === marketplaceName || pluginNames.some((plugin) => name === `${plugin}@${marketplaceName}`),
    );
  }
  const chosen = {
    MCP_SERVER_CONFIG: rest.mcpServers,
    HOOKS: rest.hooks,
    COMMANDS: rest.commands,
    SUBAGENTS: rest.subagents,
    CONFIG: undefined,
    AGENTS_MD: undefined,
    SKILLS: undefined,
    SESSIONS: undefined,
  }[itemType];
  return !chosen || chosen.some((one) => one.name === name);
}
