import { definePlugin } from '@tenon/plugin-api';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { noSandbox, PLUGIN } from './none.ts';

/** No confinement of commands: says so, and refuses what it cannot confine. */
export default definePlugin({
  id: PLUGIN,
  register: () => [sandbox.provide(() => noSandbox(process.platform))],
});
