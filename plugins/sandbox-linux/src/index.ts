import { definePlugin } from '@tenon/plugin-api';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { SandboxLinuxConfig } from './config.ts';
import { createLinuxSandbox } from './linux-sandbox.ts';

export type { SandboxLinuxConfig } from './config.ts';

/** Confines commands on Linux with bubblewrap. */
export default definePlugin({
  id: 'tenon.sandbox-linux',
  config: SandboxLinuxConfig,
  register: ({ config }) => [sandbox.provide((scope) => createLinuxSandbox(config, scope))],
});
