import { modelProviders } from '@tenon/plugin-api/model-provider';
import type { Model } from '@tenon/protocol';
import type { Handler } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';
import { chooseProvider } from '../thread-settings.ts';

/** The configured provider's models. The cursor is the index of the next one. */
export const modelList: Handler<'model/list'> = async (params, { server }) => {
  const { runtime, config } = await server.host();
  using generation = runtime.acquire();
  const provider = await generation.get(modelProviders, await chooseProvider(config, generation));
  const found = provider ? await provider.models(AbortSignal.timeout(10_000)) : [];
  const visible = params.includeHidden ? found : found.filter((model) => !model.hidden);
  const start = params.cursor ? Number(params.cursor) : 0;
  if (!Number.isInteger(start) || start < 0) throw invalidRequest(`invalid cursor: ${params.cursor}`);
  const end = start + Math.max(1, params.limit ?? visible.length);
  return {
    data: visible
      .slice(start, end)
      .map(
        ({ contextWindow, supportsParallelToolCalls, supportsReasoning, supportsFreeformTools, ...model }): Model =>
          model,
      ),
    nextCursor: end < visible.length ? String(end) : null,
  };
};
