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
  // One after another: an item sees what those before it wrote.
  for (const item of items) {
    const { itemType, cwd = null, description } = item;
    results.push({ itemType, cwd, description, entries: await importItem(item, options) });
  }
  return results;
}

/** Times an item is begun: what somebody else wrote meanwhile is seen by the next one. */
const tries = 3;

async function importItem(
  item: ExternalAgentConfigMigrationItem,
  options: ExternalAgentOptions,
): Promise<MigrationEntry[]> {
  for (let left = tries - 1; ; left -= 1) {
    const plan = await planOf(item, options);
    if (!plan) return [unknownItem(item)];
    const chosen = plan.entries.filter(({ action, name }) => action !== 'write' || isChosen(item, name));
    const changes = plan.changes.filter(({ entry }) => chosen.includes(entry));
    try {
      await apply(plan, changes, options.config);
      return chosen.map((entry) => done(entry));
    } catch (error) {
      if (left === 0) return chosen.map((entry) => done(entry, messageOf(error)));
    }
  }
}

async function planOf(
  { itemType, cwd, description }: ExternalAgentConfigMigrationItem,
  options: ExternalAgentOptions,
): Promise<Plan | undefined> {
  const plans = await makePlans(options, cwd ? [cwd] : [], !cwd, new Set([itemType]));
  return plans.find((one) => one.description === description);
}

function done(entry: MigrationEntry, problem?: string): MigrationEntry {
  if (entry.action === 'keep') return { ...entry, action: 'kept' };
  if (entry.action !== 'write') return entry;
  if (problem === undefined) return { ...entry, action: 'written' };
  return { ...entry, action: 'failed', note: `nothing of this item was written: ${problem}` };
}

const unknownItem = ({ itemType, description, cwd }: ExternalAgentConfigMigrationItem): MigrationEntry => ({
  name: itemType,
  source: cwd ?? description,
  target: null,
  action: itemType === 'SESSIONS' ? 'unsupported' : 'failed',
  note: itemType === 'SESSIONS' ? 'conversations are not imported' : 'there is no such item: detect again',
});
