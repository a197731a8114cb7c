// Token counts as rollouts spell them (snake case).
import * as z from 'zod/mini';

export const TokenUsageBreakdownSnake = z.object({
  input_tokens: z.number(),
  cached_input_tokens: z.number(),
  output_tokens: z.number(),
  reasoning_output_tokens: z.number(),
  total_tokens: z.number(),
});
export type TokenUsageBreakdownSnake = z.infer<typeof TokenUsageBreakdownSnake>;
