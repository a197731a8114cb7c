import type { ThreadTokenUsage, TokenUsageBreakdown } from '@tenon/protocol';
import type { NewLine } from './thread-log.ts';

export const noUsage: TokenUsageBreakdown = {
  totalTokens: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
};

export function addUsage(a: TokenUsageBreakdown, b: TokenUsageBreakdown): TokenUsageBreakdown {
  return {
    totalTokens: a.totalTokens + b.totalTokens,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningOutputTokens: a.reasoningOutputTokens + b.reasoningOutputTokens,
  };
}

const snake = (usage: TokenUsageBreakdown) => ({
  input_tokens: usage.inputTokens,
  cached_input_tokens: usage.cachedInputTokens,
  output_tokens: usage.outputTokens,
  reasoning_output_tokens: usage.reasoningOutputTokens,
  total_tokens: usage.totalTokens,
});

/** The `token_count` event of a model call. */
export function tokenCountLine(usage: ThreadTokenUsage): NewLine {
  return {
    type: 'event_msg',
    payload: {
      type: 'token_count',
      info: {
        total_token_usage: snake(usage.total),
        last_token_usage: snake(usage.last),
        model_context_window: usage.modelContextWindow ?? null,
      },
      rate_limits: null,
    },
  };
}

type RolloutUsage = ReturnType<typeof snake>;

/** The other way: what a stored thread had used. */
export const usageFromRollout = (usage: RolloutUsage): TokenUsageBreakdown => ({
  totalTokens: usage.total_tokens,
  inputTokens: usage.input_tokens,
  cachedInputTokens: usage.cached_input_tokens,
  outputTokens: usage.output_tokens,
  reasoningOutputTokens: usage.reasoning_output_tokens,
});
