import { definePlugin } from '@tenon/plugin-api';

/** A model made of a script file, for demos, tests and offline work. */
export default definePlugin({
  id: 'tenon.provider-scripted',
  register: () => [],
});
