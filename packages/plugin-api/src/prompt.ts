import type { Environment } from './environment.ts';
import { collection } from './point.ts';

export interface PromptContext {
  readonly cwd: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** Text the model is given at the start of a thread, before the first user message. */
export interface PromptFragment {
  readonly role: 'developer' | 'user';
  /** Lower comes first; equal ones by name. Default 0. */
  readonly order?: number;
  /** undefined: nothing to say here. `sources` are the files it came from (`instructionSources` of the wire). */
  read(context: PromptContext): Promise<{ readonly text: string; readonly sources?: readonly string[] } | undefined>;
}

/** What a thread's model is told first. Read once, at the first turn, and part of the log from then on. */
export const promptFragments = collection<PromptFragment>()('promptFragments', 'prompt-fragment/v1');
