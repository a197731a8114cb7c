import { type ModelInfo, modelProviders } from '@tenon/plugin-api/model-provider';
import type { Model } from '@tenon/protocol';
import type { Handler } from '../handler.ts';
import { chooseProvider } from '../thread-settings.ts';
import { page } from './page.ts';

/** A model as the wire has it, every field of it. */
const wireModel = (info: ModelInfo): Model => {
  const { contextWindow, supportsParallelToolCalls, supportsReasoning, supportsFreeformTools, ...model } = info;
  return {
    additionalSpeedTiers: [],
    availabilityNux: null,
    inputModalities: ['text', 'image'],
    supportsPersonality: false,
    upgrade: null,
    upgradeInfo: null,
    ...model,
  };
};

/** The configured provider's models. */
export const modelList: Handler<'model/list'> = async (params, { server }) => {
  const { runtime, config } = await server.host();
  using generation = runtime.acquire();
  const provider = await generation.get(modelProviders, await chooseProvider(config, generation));
  const found = provider ? await provider.models(AbortSignal.timeout(10_000)) : [];
  return page(found.filter((model) => params.includeHidden || !model.hidden).map(wireModel), params);
};

/** What a provider's server does by itself. No request of Tenon asks a server for any of it, whatever it could do. */
export const modelProviderCapabilitiesRead: Handler<'modelProvider/capabilities/read'> = () => ({
  imageGeneration: false,
  namespaceTools: false,
  webSearch: false,
});
