import type { ModelInfo, ModelProvider } from '@tenon/plugin-api/model-provider';

/** What is assumed of a model nobody knows (fact sheet on configuration, section 2). */
function unknownModel(slug: string): ModelInfo {
  return {
    id: slug,
    model: slug,
    displayName: slug,
    description: '',
    hidden: false,
    isDefault: false,
    defaultReasoningEffort: 'none',
    supportedReasoningEfforts: [],
    contextWindow: 272_000,
    supportsParallelToolCalls: false,
    supportsReasoning: false,
    supportsFreeformTools: false,
  };
}

/** The provider's model of that slug: the exact one, else the one with the longest slug it begins with, else an assumption (`known: false`). */
export async function findModel(
  provider: ModelProvider,
  slug: string,
  signal: AbortSignal,
): Promise<{ readonly info: ModelInfo; readonly known: boolean }> {
  let best: ModelInfo | undefined;
  for (const info of await provider.models(signal)) {
    if (info.model === slug) return { info, known: true };
    if (slug.startsWith(info.model) && info.model.length > (best?.model.length ?? 0)) best = info;
  }
  return best ? { info: { ...best, model: slug }, known: true } : { info: unknownModel(slug), known: false };
}

/** The share of a context window a thread may fill: the rest is kept for the answer. */
export function usableWindow(info: ModelInfo): number | null {
  return info.contextWindow === null ? null : Math.floor(info.contextWindow * 0.95);
}
