import type { UserInput } from '@tenon/protocol';
import type { ClientMetadata } from './settings.ts';
import type { TurnContext } from './turn-context.ts';

/** What a turn's work came to. */
export interface TurnOutcome {
  readonly lastAgentMessage: string | null;
  /** When the model's first item began, unix milliseconds; null when there was none. */
  readonly firstItemAt: number | null;
}

/** What a turn does between its beginning and its end. */
export interface TurnTask {
  /** Only a `regular` turn, a user's, takes input while it runs. */
  readonly kind: 'regular' | 'compact' | 'shell';
  /** False once no further step will take input. */
  readonly takesInput: boolean;
  /** Input for the model's next step, and what its requests carry from now on. */
  steer(input: readonly UserInput[], clientMetadata?: ClientMetadata): void;
  /** Throws what ends the turn. */
  run(context: TurnContext): Promise<TurnOutcome>;
}
