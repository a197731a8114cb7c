import type { CodexErrorInfo, Model, RateLimitSnapshot, ResponseItem, TokenUsageBreakdown } from '@tenon/protocol';
import { collection } from './point.ts';
import type { ToolSpec } from './tool.ts';

/** One request to a model. `input` of request N+1 begins with request N's, to the byte, unless the thread was compacted. */
export interface ModelRequest {
  readonly model: string;
  readonly instructions: string;
  readonly input: readonly ResponseItem[];
  readonly tools: readonly ToolSpec[];
  readonly parallelToolCalls: boolean;
  readonly reasoning: { readonly effort?: string; readonly summary?: string } | null;
  /** JSON Schema the answer must match. */
  readonly outputSchema?: unknown;
  readonly verbosity?: 'low' | 'medium' | 'high';
  readonly serviceTier?: string;
  readonly threadId: string;
  readonly turnId: string;
  /** What the client says of the turn, for the provider's records. It never takes the place of what a provider itself sends under a name. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
}

export type ModelEvent =
  /** The connection is open and the model has begun. */
  | { readonly type: 'created'; readonly responseId: string }
  /** An item began: its `id` is the server's, and the one clients see. */
  | { readonly type: 'itemStarted'; readonly id: string; readonly item: ResponseItem }
  | { readonly type: 'textDelta'; readonly id: string; readonly delta: string }
  | { readonly type: 'reasoningSummaryPart'; readonly id: string; readonly index: number }
  | { readonly type: 'reasoningSummaryDelta'; readonly id: string; readonly index: number; readonly delta: string }
  | { readonly type: 'reasoningTextDelta'; readonly id: string; readonly index: number; readonly delta: string }
  /** An item is whole. `item` carries no server id: it is what the thread keeps and what later requests send. */
  | { readonly type: 'itemDone'; readonly id: string; readonly item: ResponseItem }
  | { readonly type: 'rateLimits'; readonly rateLimits: RateLimitSnapshot }
  /** The request is being made again; what came of this response so far is void. `delayMs` is the wait before it. */
  | {
      readonly type: 'retrying';
      readonly message: string;
      readonly codexErrorInfo: CodexErrorInfo;
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly delayMs: number;
    }
  /** The last event of a response. `usage` is null when the server did not say. */
  | { readonly type: 'completed'; readonly responseId: string; readonly usage: TokenUsageBreakdown | null };

/** Errors that `stream` throws carry this beside the fields of a TenonError; the turn fails with it. */
export interface ModelErrorDetails {
  readonly codexErrorInfo: CodexErrorInfo;
}

/** What is known of a model. `Model` of the wire, and how to talk to it. */
export interface ModelInfo extends Model {
  /** Tokens. null when unknown. */
  readonly contextWindow: number | null;
  readonly supportsParallelToolCalls: boolean;
  readonly supportsReasoning: boolean;
  /** Whether the freeform `apply_patch` may be offered. */
  readonly supportsFreeformTools: boolean;
}

export interface ModelProvider {
  /** For people. */
  readonly name: string;
  /** Models on offer, in picker order, the default one flagged. May ask the network; must not when it has a static list. */
  models(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /**
   * One response. Ends after `completed`. Retries what can be retried by itself, announcing each (`retrying`).
   * Throws a TenonError with `codexErrorInfo` when it gives up, and promptly (under 50 ms) with the signal's reason when that is aborted.
   */
  stream(request: ModelRequest, options: { readonly signal: AbortSignal }): AsyncIterable<ModelEvent>;
}

/** Members are named as `model_provider` names them. */
export const modelProviders = collection<ModelProvider>()('modelProviders', 'model-provider/v1');
