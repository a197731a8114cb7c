import { join } from 'node:path';
import { Draft, unsafeTarget } from './draft.ts';
import type { ConfigContent, ExternalAgentOptions } from './options.ts';
import { type Place, placesOf } from './place.ts';
import type { ItemType, Plan } from './plan.ts';
import { planners } from './planners.ts';
import { messageOf } from './source-error.ts';

/** The configuration of the folder that is written to, or why it is not written. */
async function targetConfig(place: Place, options: ExternalAgentOptions): Promise<ConfigContent | string> {
  try {
    const unsafe = await unsafeTarget(place, join(place.folder, 'config.toml'));
    return unsafe ?? (await options.config.read(place.folder));
  } catch (error) {
    return messageOf(error);
  }
}

/** Looks through all places. Never throws for what is in them: an entry tells of it. */
export async function makePlans(
  options: ExternalAgentOptions,
  cwds: readonly string[],
  includeHome: boolean,
  only?: ReadonlySet<ItemType>,
): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const place of placesOf(options, cwds, includeHome)) {
    const config = await targetConfig(place, options);
    for (const { itemType, what, plan } of planners) {
      if (only && !only.has(itemType)) continue;
      const draft = new Draft(place, config);
      await draft.attempt(what, place.source, () => plan(draft, options.config));
      plans.push({
        itemType,
        cwd: place.cwd ?? null,
        description: `Import ${what} of ${place.agent} from ${place.cwd ?? place.source}`,
        entries: draft.entries,
        changes: draft.changes,
        folder: place.folder,
        version: typeof config === 'string' ? '' : config.version,
      });
    }
  }
  return plans;
}
