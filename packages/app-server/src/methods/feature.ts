import { tools } from '@tenon/plugin-api/tool';
import type { ExperimentalFeature } from '@tenon/protocol/feature';
import type { Handler } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';
import { page } from './page.ts';

interface Feature extends Pick<ExperimentalFeature, 'name' | 'stage' | 'defaultEnabled'> {
  /** The tool that the feature is. */
  readonly tool: string;
}

/** The peer's features that exist here. Each is there when its tool is, whatever plugin brings it. */
const FEATURES: readonly Feature[] = [
  { name: 'shell_tool', stage: 'stable', defaultEnabled: true, tool: 'exec_command' },
  { name: 'unified_exec', stage: 'stable', defaultEnabled: true, tool: 'exec_command' },
];

/** What the peer lets a process switch on and off. */
const SWITCHES: readonly string[] = ['apps', 'plugins'];

/** What clients are not told is not there: that is how they read a name that is missing. */
export const experimentalFeatureList: Handler<'experimentalFeature/list'> = async (params, { server }) => {
  const { runtime } = await server.host();
  using generation = runtime.acquire();
  const present = generation.names(tools);
  const all = FEATURES.map(
    ({ tool, ...feature }): ExperimentalFeature => ({
      ...feature,
      // Only a beta feature has words for a menu.
      announcement: null,
      description: null,
      displayName: null,
      enabled: present.includes(tool),
    }),
  );
  return page(all, params);
};

/** Neither `apps` nor `plugins` is there to be switched on; off they are already. */
export const experimentalFeatureEnablementSet: Handler<'experimentalFeature/enablement/set'> = ({ enablement }) => {
  for (const [name, on] of Object.entries(enablement)) {
    if (!SWITCHES.includes(name)) {
      const known = FEATURES.some((feature) => feature.name === name);
      throw invalidRequest(
        known
          ? `unsupported feature enablement \`${name}\`: currently supported features are ${SWITCHES.join(', ')}`
          : `invalid feature enablement \`${name}\``,
      );
    }
    if (on) {
      throw invalidRequest(`feature \`${name}\` is unsupported in this version: there are no ${name} yet`, {
        code: 'unsupported',
        mend: `Leave ${name} out, or set it to false.`,
      });
    }
  }
  return { enablement };
};
