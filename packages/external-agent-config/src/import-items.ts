import type { ExternalAgentConfigMigrationItem, MigrationEntry, MigrationResult } from '@tenon/protocol/external-agent';
import { apply } from './apply.ts';
import { isChosen } from './detect.ts';
import { makePlans } from './make-plans.ts';
import type { ExternalAgentOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { messageOf } from './source-error.ts';

/**
 * Brings over what items say, as `detect` gave them: known by type, `cwd` and description, of which `details` may leave names
 * out. Sources are read anew. Each item is made whole or not at all; what stands at a target is never touched. What cannot be
 * done is said in the results, in the order of the items.
 */
export async function importItems(
  items: readonly ExternalAgentConfigMigrationItem[],
  options: ExternalAgentOptions,
): Promise<MigrationResult[]> {
  const results: MigrationResult[] = [];
  for (const item of items) {
    const { itemType, description } = item;
    const cwd = item.cwd ?? null;
    // One after another: an item sees what those before it wrote.
    const plans = await makePlans(options, cwd === null ? [] : [cwd], cwd === null, new Set([itemType]));
    const plan = plans.find((one) => one.itemType === itemType && one.description === description);
    const entries = plan ? await applied(plan, item, options) : [unknownItem(item)];
    results.push({ itemType, cwd, description, entries });
  }
  return results;
}

async function applied(
  plan: Plan,
  item: ExternalAgentConfigMigrationItem,
  options: ExternalAgentOptions,
): Promise<MigrationEntry[]> {
  const chosen = plan.entries.filter(({ action, name }) => action !== 'write' || isChosen(item, name));
  const changes = plan.changes.filter(({ entry }) => chosen.includes(entry));
  let problem: string | undefined;
  try {
    await apply(plan, changes, options.config);
  } catch (error) {
    problem = messageOf(error);
  }
  return chosen.map((entry): MigrationEntry => {
    if (entry.action === 'keep') return { ...entry, action: 'kept' };
    if (entry.action !== 'write') return entry;
    if (problem === undefined) return { ...entry, action: 'written' };
    return { ...entry, action: 'failed', note: `nothing of this item was written: ${problem}` };
  });
}

const unknownItem = ({ itemType, description, cwd }: ExternalAgentConfigMigrationItem): MigrationEntry => ({
  name: itemType,
  source: cwd ?? description,
  target: null,
  action: itemType === 'SESSIONS' ? 'unsupported' : 'failed',
  note: itemType === 'SESSIONS' ? 'conversations are not imported' : 'there is no such item: detect again',
});
