import type { ModelInfo } from '@tenon/plugin-api/model-provider';
import type { ReasoningEffort } from '@tenon/protocol';

const EFFORTS: Readonly<Partial<Record<ReasoningEffort, string>>> = {
  low: 'Fast answers with light reasoning',
  medium: 'A balance of speed and depth for everyday work',
  high: 'Deeper reasoning for hard problems',
  xhigh: 'The deepest reasoning, for the hardest problems',
};

const model = (id: string, description: string): ModelInfo => ({
  id,
  model: id,
  displayName: id,
  description,
  hidden: false,
  isDefault: false,
  defaultReasoningEffort: 'medium',
  supportedReasoningEfforts: Object.entries(EFFORTS).map(([effort, text]) => ({
    reasoningEffort: effort as ReasoningEffort,
    description: text,
  })),
  inputModalities: ['text', 'image'],
  supportsPersonality: true,
  contextWindow: 272_000,
  supportsParallelToolCalls: true,
  supportsReasoning: true,
  supportsFreeformTools: true,
});

/**
 * The models whose settings are known, in picker order, the first being the default. A slug that begins with one of
 * these has its settings (`gpt-5.2-codex` those of `gpt-5.2`); finding it is the caller's work. The same list serves
 * every provider: a custom server may well serve these models.
 */
export const catalog = (): readonly ModelInfo[] => [
  { ...model('gpt-5.5', 'Frontier model for complex coding and research'), isDefault: true },
  model('gpt-5.4', 'Strong model for everyday coding'),
  model('gpt-5.2', 'Model for professional work and long-running agents'),
];
