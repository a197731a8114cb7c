import { agents } from './agents.ts';
import { approvals, permissions, shell } from './approvals.ts';
import { clients } from './clients.ts';
import { extensions, hooks } from './extensions.ts';
import { instructions } from './instructions.ts';
import { mcp } from './mcp.ts';
import { model, modelProviders } from './model.ts';
import { operations } from './operations.ts';
import type { KeyDocs, Section } from './section.ts';
import { tenon } from './tenon.ts';
import { features, tools } from './tools.ts';

export { requirements } from './requirements.ts';

/** The parts of `config.toml`, in the order of the page. */
export const sections: readonly Section[] = [
  model,
  modelProviders,
  approvals,
  permissions,
  shell,
  tools,
  features,
  mcp,
  agents,
  instructions,
  extensions,
  hooks,
  operations,
  clients,
  tenon,
];

/** A profile's keys that the top level does not have. */
export const profileOnly: KeyDocs = {
  'profiles.*.include_apply_patch_tool': 'The old form of `features.apply_patch_freeform`.',
  'profiles.*.tools_view_image': 'The old form of `tools.view_image`.',
};
