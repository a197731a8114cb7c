import { definePlugin } from '@tenon/plugin-api';
import { logger } from '@tenon/plugin-api/logger';
import { modelProviders } from '@tenon/plugin-api/model-provider';
import { secrets } from '@tenon/plugin-api/secrets';
import { type ProviderSettings, ResponsesConfig } from './config.ts';
import { OPENAI } from './openai.ts';

/** An OpenAI-compatible Responses API over SSE: the built-in `openai`, and one provider for each that is configured. */
export default definePlugin({
  id: 'tenon.provider-responses',
  config: ResponsesConfig,
  needs: { secrets, logger },
  register: ({ config, needs }) => {
    const { providers, openai_base_url, ...client } = config;
    const all: Record<string, ProviderSettings> = {
      openai: openai_base_url === undefined ? OPENAI : { ...OPENAI, base_url: openai_base_url },
      ...providers,
    };
    return Object.entries(all).map(([id, settings]) =>
      modelProviders.add(id, async () => {
        const { createProvider } = await import('./provider.ts');
        return createProvider(id, settings, { client, secrets: needs.secrets, logger: needs.logger });
      }),
    );
  },
});
