import { knownFeatures, resolveFeatures } from '@tenon/features';
import type { ExperimentalFeature } from '@tenon/protocol/feature';
import type { Handler } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';
import { page } from './page.ts';

/** What the peer lets a process switch on and off. */
const SWITCHES: readonly string[] = ['apps', 'plugins'];

const existing = new Set(knownFeatures.flatMap(({ name, exists }) => (exists ? [name] : [])));

/** What clients are not told is not there: that is how they read a name that is missing. */
export const experimentalFeatureList: Handler<'experimentalFeature/list'> = async (params, { server }) => {
  const { runtime, config, requirements } = await server.host();
  const inactive = new Set(runtime.report.flatMap(({ id, status }) => (status === 'active' ? [] : [id])));
  const features = resolveFeatures({
    required: requirements?.values.features,
    configured: config.features,
    session: Object.fromEntries(server.features),
  });
  const all = features
    .filter(({ exists }) => exists)
    .map(
      ({ name, stage, defaultEnabled, enabled, plugins = [] }): ExperimentalFeature => ({
        name,
        stage,
        defaultEnabled,
        // Only a beta feature has words for a menu.
        announcement: null,
        description: null,
        displayName: null,
        // A plugin may be switched off by its own name, too, or have failed.
        enabled: enabled && !plugins.some((id) => inactive.has(id)),
      }),
    );
  return page(all, params);
};

/** Holds for the process. Neither `apps` nor `plugins` is there to be switched on; off they are already. */
export const experimentalFeatureEnablementSet: Handler<'experimentalFeature/enablement/set'> = (
  { enablement },
  { server },
) => {
  for (const [name, on] of Object.entries(enablement)) {
    if (!SWITCHES.includes(name)) {
      const known = knownFeatures.some((feature) => feature.name === name);
      throw invalidRequest(
        known
          ? `unsupported feature enablement \`${name}\`: currently supported features are ${SWITCHES.join(', ')}`
          : `invalid feature enablement \`${name}\``,
      );
    }
    if (on && !existing.has(name)) {
      throw invalidRequest(`feature \`${name}\` is unsupported in this version: there are no ${name} yet`, {
        code: 'unsupported',
        mend: `Leave ${name} out, or set it to false.`,
      });
    }
  }
  for (const [name, on] of Object.entries(enablement)) server.features.set(name, on);
  return { enablement };
};
