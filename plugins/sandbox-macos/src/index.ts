import { definePlugin } from '@tenon/plugin-api';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { SandboxMacosConfig } from './config.ts';
import { createMacosSandbox } from './macos-sandbox.ts';

export type { SandboxMacosConfig } from './config.ts';

/** Confines commands on macOS with Seatbelt. */
export default definePlugin({
  id: 'tenon.sandbox-macos',
  config: SandboxMacosConfig,
  register: ({ config }) => [sandbox.provide(() => createMacosSandbox(config))],
});
