import { tenonError } from '@tenon/plugin-api';
import { type ModelProvider, type ModelRequest, modelProviders } from '@tenon/plugin-api/model-provider';
import { tools } from '@tenon/plugin-api/tool';
import type { ResponseItem, ThreadTokenUsage, TokenUsageBreakdown } from '@tenon/protocol';
import { findModel, usableWindow } from './model-info.ts';
import type { TurnContext } from './turn-context.ts';

/** The model of a turn, and how its requests are made. */
export interface ModelAccess {
  readonly provider: ModelProvider;
  /** All of a request but its input, and what a client adds. */
  readonly request: Omit<ModelRequest, 'input'>;
  /** Of the model, in tokens; null: unknown. */
  readonly contextWindow: number | null;
  /** The thread's history as it stands. */
  readonly history: () => readonly ResponseItem[];
  /** Adds a response's usage to the thread's; the sum comes back. */
  readonly count: (usage: TokenUsageBreakdown) => ThreadTokenUsage;
}

/** What a thread brings to its model. */
export interface ModelOptions {
  readonly instructions: string;
  /** For this turn alone; null and undefined mean none. */
  readonly outputSchema: unknown;
  readonly history: () => readonly ResponseItem[];
  /** Adds to the thread's usage; the sum comes back. */
  readonly addUsage: (usage: TokenUsageBreakdown) => TokenUsageBreakdown;
  /** Nothing is known of that model: cautious defaults are used. */
  readonly onUnknownModel: (slug: string) => void;
}

/** Finds the provider and what is known of the model. Throws `model_provider_unknown`, and what the provider throws. */
export async function openModel(context: TurnContext, options: ModelOptions): Promise<ModelAccess> {
  const { generation, settings, signal, threadId, turnId } = context;
  const provider = await generation.get(modelProviders, settings.modelProvider);
  if (!provider) {
    const known = generation.names(modelProviders).join(', ');
    throw tenonError({
      code: 'model_provider_unknown',
      message: `Model provider \`${settings.modelProvider}\` not found`,
      mend: `Set model_provider to one of: ${known}; or configure [model_providers.${settings.modelProvider}].`,
    });
  }
  const { info, known } = await findModel(provider, settings.model, signal);
  if (!known) options.onUnknownModel(settings.model);
  const specs = [...(await generation.all(tools)).values()].map((tool) => tool.spec);
  const { outputSchema } = options;
  return {
    provider,
    contextWindow: info.contextWindow,
    history: options.history,
    count: (last) => ({ total: options.addUsage(last), last, modelContextWindow: usableWindow(info) }),
    request: {
      model: settings.model,
      instructions: options.instructions,
      tools: info.supportsFreeformTools ? specs : specs.filter((spec) => spec.type !== 'custom'),
      parallelToolCalls: info.supportsParallelToolCalls,
      reasoning: info.supportsReasoning
        ? { effort: settings.effort ?? info.defaultReasoningEffort, summary: settings.summary }
        : null,
      threadId,
      turnId,
      ...(outputSchema !== undefined && outputSchema !== null && { outputSchema }),
      ...(settings.verbosity && { verbosity: settings.verbosity }),
      ...(settings.serviceTier && { serviceTier: settings.serviceTier }),
    },
  };
}
