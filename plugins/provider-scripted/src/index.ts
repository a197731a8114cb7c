import { definePlugin } from '@tenon/plugin-api';
import { modelProviders } from '@tenon/plugin-api/model-provider';
import { Config } from './config.ts';

/** A model made of a script file, for demos, tests and offline work. */
export default definePlugin({
  id: 'tenon.provider-scripted',
  config: Config,
  register: ({ config }) => [
    modelProviders.add('scripted', async () => (await import('./provider.ts')).scriptedProvider(config)),
  ],
});
